import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchDatabase, type DatabaseName, anotherDatabase } from './databases.ts'
import { startKeptServer } from './processes/kept-server.ts'
import type { Amounts } from './size.ts'

/** Raised whenever what the seeds write changes. */
const seedVersion = 1

type Care = {
  readonly isUsable: (database: BenchDatabase) => Promise<boolean>
  readonly fill: (empty: BenchDatabase) => Promise<void>
}

/** A database that stays where it is when the bench is over: `LGC_BENCH_DATA`, or a folder for temporary files. */
export async function keptDatabase(
  name: DatabaseName,
  { persons, sessions, auditRows }: Amounts,
  { isUsable, fill }: Care,
): Promise<BenchDatabase> {
  const root = process.env['LGC_BENCH_DATA'] ?? join(tmpdir(), 'lgc-bench-data')
  const folder = join(root, `${name}-${persons}-${sessions}-${auditRows}`)
  const stamp = `filled-${seedVersion}`
  if (existsSync(join(folder, stamp))) {
    const known = await start(name, folder, 'durable')
    if (await isUsable(known)) return known
    await known.close()
  }
  // Under another name until it is whole: whoever comes meanwhile must not take it for theirs.
  const filling = `${folder}.${process.pid}`
  await mkdir(filling, { recursive: true })
  const empty = await start(name, filling, 'fast')
  try {
    await fill(empty)
  } catch (cause) {
    await empty.close()
    await rm(filling, { recursive: true, force: true })
    throw cause
  }
  await empty.close()
  await writeFile(join(filling, stamp), '')
  await rm(folder, { recursive: true, force: true })
  await rename(filling, folder)
  return start(name, folder, 'durable')
}

async function start(name: DatabaseName, folder: string, care: 'durable' | 'fast'): Promise<BenchDatabase> {
  if (name === 'mariadb') {
    const { url, pid, stop } = await startKeptServer(folder, care)
    const another = (called: string): Promise<string> => anotherDatabase(url, called)
    if (care === 'fast') await another('bench')
    return { name, url: `${url}/bench`, another, pid, close: stop }
  }
  return {
    name,
    url: `sqlite:${join(folder, 'lgc.db')}`,
    another: async (file) => `sqlite:${join(folder, `${file}.db`)}`,
    pid: null,
    close: async () => {},
  }
}
