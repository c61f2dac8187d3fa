import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export type ProjectCopy = {
  readonly root: string
  readonly write: (file: string, content: string) => void
  readonly remove: () => void
}

const project = join(import.meta.dirname, '../..')
const leaveOut = new Set(['node_modules', 'dist', 'data'])

/** The sources in a temporary folder where a test may spoil them, with the installed libraries linked in. */
export function projectCopy(): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'lgc-architecture-'))
  for (const part of ['packages', 'apps', 'migrations', 'package.json']) {
    cpSync(join(project, part), join(root, part), {
      recursive: true,
      filter: (source) => !leaveOut.has(basename(source)),
    })
  }
  linkLibraries(root)
  return {
    root,
    write(file, content) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), content)
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Our own workspaces must lead into the copy, every other package into the real installation. */
function linkLibraries(root: string): void {
  mkdirSync(join(root, 'node_modules/@lgc'), { recursive: true })
  const installed = join(project, 'node_modules')
  for (const name of readdirSync(installed).filter((entry) => entry !== '@lgc')) {
    symlinkSync(join(installed, name), join(root, 'node_modules', name))
  }
  for (const name of readdirSync(join(installed, '@lgc'))) {
    const target = readlinkSync(join(installed, '@lgc', name))
    symlinkSync(target, join(root, 'node_modules/@lgc', name))
  }
}
