import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'

export type MariaDb = {
  /** Where the server listens, as root and without a database name. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly signal: (name: NodeJS.Signals) => void
  /** As the power goes; the data stay. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port and data if it was killed; resolves when it answers. */
  readonly restart: (other?: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

/** What is acknowledged is on the disk, as a deployment has it. */
export const durably: readonly string[] = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-doublewrite=1',
  '--sync-binlog=1',
]

const startLimitInMs = 30_000
const isRoot = process.getuid?.() === 0
/** The server refuses to run as root, and so does the tool that creates its tables. */
const account = isRoot ? ['--user=mysql'] : []

/** What `mariadbd --version` says, or undefined where no server is installed. */
export function mariaDbVersion(): string | undefined {
  const { status, stdout } = spawnSync('mariadbd', ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/**
 * Starts an empty server on a free loopback port, with its own data folder. Isolation level and SQL mode
 * are the server's defaults, because those are what a deployment meets. Of an option given twice the server
 * takes the last: `more` comes after what stands here.
 */
export async function startMariaDb(more: readonly string[] = [], parent = tmpdir()): Promise<MariaDb> {
  const folder = await copyOf(await template(), parent)
  const port = await freePort()
  const url = `mysql://root@127.0.0.1:${port}`
  let server: Running | undefined
  const discard = (): void => {
    server?.child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', discard)
  const kill = async (): Promise<void> => {
    server?.child.kill('SIGKILL')
    await server?.end
  }
  const launch = async (other: readonly string[]): Promise<void> => {
    const child = spawn('mariadbd', [...serverOptions(folder, port), ...more, ...other], { stdio: 'ignore' })
    server = { child, end: ended(child) }
    await answers(url, child, join(folder, 'error.log'))
  }
  const stop = async (): Promise<void> => {
    await kill()
    process.off('exit', discard)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await launch([])
  } catch (cause) {
    await stop()
    throw cause
  }
  return {
    url,
    port,
    get pid() {
      return server?.child.pid ?? 0
    },
    signal: (name) => void server?.child.kill(name),
    kill,
    restart: (other = []) => launch(other),
    stop,
  }
}

type Running = { readonly child: ChildProcess; readonly end: Promise<void> }

/** Unless told otherwise nothing has to survive a crash of the machine, so the server may skip every flush to disk. */
function serverOptions(folder: string, port: number): readonly string[] {
  return [
    ...optionsOfAnyServer(folder, port),
    '--innodb-buffer-pool-size=64M',
    '--innodb-log-file-size=8M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
  ]
}

/** Where a server of ours keeps its things and listens, whatever it is for. */
export function optionsOfAnyServer(folder: string, port: number): readonly string[] {
  return [
    '--no-defaults',
    ...account,
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'server.sock')}`,
    `--tmpdir=${join(folder, 'tmp')}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    `--log-error=${join(folder, 'error.log')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--max-connections=500',
    '--performance-schema=off',
    '--default-time-zone=+00:00',
    '--character-set-server=utf8mb4',
  ]
}

/** A freshly installed data folder, made once for each server version: copying it takes a tenth of the time. */
async function template(): Promise<string> {
  const identity = `${mariaDbVersion() ?? ''} ${process.getuid?.() ?? ''}`
  const key = createHash('sha256').update(identity).digest('hex').slice(0, 12)
  const ready = join(tmpdir(), `lgc-mariadb-template-${key}`)
  if (existsSync(ready)) return ready
  const fresh = await workFolder(join(tmpdir(), 'lgc-mariadb-install-'))
  execFileSync('mariadb-install-db', installOptions(join(fresh, 'data')), { stdio: 'pipe' })
  try {
    await rename(fresh, ready)
  } catch (error) {
    if (!existsSync(ready)) throw error
    await rm(fresh, { recursive: true, force: true })
  }
  return ready
}

function installOptions(dataFolder: string): readonly string[] {
  return [
    '--no-defaults',
    ...account,
    `--datadir=${dataFolder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=8M',
  ]
}

async function copyOf(source: string, parent: string): Promise<string> {
  const folder = await workFolder(join(parent, 'lgc-mariadb-'))
  await cp(join(source, 'data'), join(folder, 'data'), { recursive: true })
  await mkdir(join(folder, 'tmp'))
  giveToServer(folder)
  return folder
}

async function workFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(prefix)
  await chmod(folder, 0o755)
  giveToServer(folder)
  return folder
}

function giveToServer(folder: string): void {
  if (isRoot) execFileSync('chown', ['-R', 'mysql:mysql', folder])
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the probe has no port'))
        else resolve(address.port)
      })
    })
  })
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.once('error', () => resolve())
  })
}

async function answers(url: string, server: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + startLimitInMs
  while (Date.now() < deadline && server.exitCode === null && server.signalCode === null) {
    try {
      const connection = await createConnection(url)
      await connection.end()
      return
    } catch {
      await pause(25)
    }
  }
  const lastLines = (await readFile(log, 'utf8').catch(() => 'no log was written')).split('\n').slice(-15)
  throw new Error(`mariadbd did not answer at ${url}:\n${lastLines.join('\n')}`)
}
