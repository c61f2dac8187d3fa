import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, createConnection } from 'mysql2/promise'
import type { FreshDatabase } from './databases.ts'
import { type MariaDb, durably, startMariaDb } from './mariadb.ts'
import { startTcpSwitch } from './tcp-switch.ts'

/** A primary and its replica behind one address. A commit is acknowledged when the replica has it too. */
export type Replicated = {
  /** The database at the address; its account has no rights over the servers. */
  readonly create: () => Promise<FreshDatabase>
  readonly primary: MariaDb
  readonly replica: MariaDb
  /** Says of the primary that it takes no writes any more. */
  readonly retire: () => Promise<void>
  /** Lets the replica have everything that reached it, take writes, and be where the address leads. */
  readonly promote: () => Promise<void>
  readonly stop: () => Promise<void>
}

const replicated: readonly string[] = [
  ...durably,
  '--log-bin=binlog',
  '--log-slave-updates=1',
  '--gtid-strict-mode=1',
  '--log-bin-trust-function-creators=1',
]
/** The replica has none of it: what it applies would wait for a replica of its own. */
const acknowledged = [
  '--rpl-semi-sync-master-enabled=1',
  '--rpl-semi-sync-master-wait-point=AFTER_SYNC',
  '--rpl-semi-sync-master-timeout=60000',
]

export async function startReplicated(): Promise<Replicated> {
  const [primary, replica] = await Promise.all([
    startMariaDb([...replicated, ...acknowledged, '--server-id=1']),
    startMariaDb([...replicated, '--rpl-semi-sync-slave-enabled=1', '--server-id=2']),
  ])
  const address = await startTcpSwitch(primary.port)
  const url = `mysql://lgc:lgc@127.0.0.1:${address.port}/lgc`
  await on(replica, (root) => follow(root, primary))
  return {
    primary,
    replica,
    async create() {
      await on(primary, async (root) => {
        await root.query('create database lgc character set utf8mb4')
        await root.query("create user lgc identified by 'lgc'")
        await root.query('grant all on lgc.* to lgc')
      })
      return { url, drop: async () => {} }
    },
    retire: () => on(primary, async (root) => void (await root.query('set global read_only = 1'))),
    async promote() {
      await on(replica, takeOver)
      address.turnTo(replica.port)
    },
    async stop() {
      await address.stop()
      await Promise.all([primary.stop(), replica.stop()])
    },
  }
}

async function follow(root: Connection, { port }: MariaDb): Promise<void> {
  await root.query('set global read_only = 1')
  await root.query(
    `change master to master_host = '127.0.0.1', master_port = ${port}, master_user = 'root', master_use_gtid = slave_pos`,
  )
  await root.query('start slave')
  while ((await statusOf(root))['Slave_IO_Running'] !== 'Yes') await pause(20)
}

async function takeOver(root: Connection): Promise<void> {
  await root.query('stop slave io_thread')
  const { Gtid_IO_Pos: received } = await statusOf(root)
  await root.query('select master_gtid_wait(?, 10)', [received])
  await root.query('stop slave')
  await root.query('reset slave all')
  await root.query('set global read_only = 0')
}

async function statusOf(root: Connection): Promise<Readonly<Record<string, unknown>>> {
  const [rows] = await root.query('show slave status')
  return (rows as Record<string, unknown>[])[0] ?? {}
}

async function on({ url }: MariaDb, work: (root: Connection) => Promise<void>): Promise<void> {
  const root = await createConnection(url)
  try {
    await work(root)
  } finally {
    await root.end()
  }
}
