import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Finding, error, fine, warning } from './finding.ts'

type DataFolder = { readonly findings: readonly Finding[]; readonly isDatabaseThere: boolean }

/** Of an embedded database: whether its folder can be written. Looking must not create the database. */
export function dataFolderFindings(databaseUrl: string): DataFolder {
  if (!databaseUrl.startsWith('sqlite:')) return { findings: [], isDatabaseThere: true }
  const path = databaseUrl.replace(/^sqlite:(\/\/(?=\/))?/, '')
  if (path === ':memory:') return { findings: [inMemory], isDatabaseThere: true }
  const folder = nearestFolder(dirname(resolve(path)))
  if (!isWritable(folder)) {
    const cure = 'Let the account of the service write there, or set DATABASE_URL to another place.'
    return { findings: [error('data folder', `${folder} cannot be written`, cure)], isDatabaseThere: false }
  }
  const writable = fine('data folder', `${folder} can be written`)
  if (existsSync(path)) return { findings: [writable], isDatabaseThere: true }
  const missing = warning(
    'database',
    `${path} is not there yet`,
    'Run "lgc migrate up", or start the service.',
  )
  return { findings: [writable, missing], isDatabaseThere: false }
}

const inMemory = warning(
  'data folder',
  'the database is in memory and is lost at the end',
  'Set DATABASE_URL to sqlite:PATH or mysql://….',
)

/** The folder itself, or the one in which it would be created. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
