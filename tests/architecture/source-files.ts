import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const leaveOut = new Set(['node_modules', 'dist', 'data', 'coverage'])

/** Every TypeScript file below these folders, as a path from the root. */
export function sourceFiles(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (leaveOut.has(entry.name)) return []
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return sourceFiles(root, [path])
      return entry.name.endsWith('.ts') ? [path] : []
    }),
  )
}
