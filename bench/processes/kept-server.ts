import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { optionsOfAnyServer } from '../../tests/support/mariadb.ts'
import { dieWithUs } from './die-with-us.ts'
import { freePort } from './free-port.ts'

type KeptServer = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> }

const isRoot = process.getuid?.() === 0
const account = isRoot ? ['--user=mysql'] : []
/** InnoDB may have to recover first. */
const startLimitInMilliseconds = 120_000

const cares = {
  durable: ['--innodb-flush-log-at-trx-commit=1', '--innodb-doublewrite=1'],
  // While it is filled nothing has to survive: what is half filled is filled again.
  fast: ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--innodb-sort-buffer-size=64M'],
} as const

/** A MariaDB whose data stay in the folder; they are made when there are none. */
export async function startKeptServer(folder: string, care: keyof typeof cares): Promise<KeptServer> {
  const data = join(folder, 'data')
  if (!existsSync(data)) await install(folder, data)
  const port = await freePort()
  const server = spawn('mariadbd', [...optionsFor(folder, port), ...cares[care]], { stdio: 'ignore' })
  const spare = dieWithUs(server)
  const ended = once(server, 'exit')
  const url = `mysql://root@127.0.0.1:${port}`
  const givesUpAt = Date.now() + startLimitInMilliseconds
  while (!(await answers(url))) {
    if (Date.now() > givesUpAt || server.exitCode !== null) {
      server.kill('SIGKILL')
      throw new Error(`mariadbd does not start: see ${join(folder, 'error.log')}`)
    }
    await pause(50)
  }
  return {
    url,
    pid: server.pid ?? 0,
    // In order, so that the next start has nothing to recover.
    async stop() {
      server.kill('SIGTERM')
      await ended
      spare()
    },
  }
}

async function install(folder: string, data: string): Promise<void> {
  await mkdir(join(folder, 'tmp'), { recursive: true })
  await chmod(dirname(folder), 0o755)
  const options = ['--no-defaults', ...account, `--datadir=${data}`, '--skip-test-db']
  if (isRoot) execFileSync('chown', ['-R', 'mysql:mysql', folder])
  execFileSync('mariadb-install-db', [...options, '--auth-root-authentication-method=normal'], {
    stdio: 'pipe',
  })
}

function optionsFor(folder: string, port: number): readonly string[] {
  return [...optionsOfAnyServer(folder, port), '--innodb-buffer-pool-size=3G', '--innodb-log-file-size=1G']
}

async function answers(url: string): Promise<boolean> {
  try {
    const connection = await createConnection(url)
    await connection.end()
    return true
  } catch {
    return false
  }
}
