import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { type MariaDb, durably, freePort, mariaDbVersion, startMariaDb } from './mariadb.ts'

/** Servers that are one database: what is written on one is on all of them, or on none. */
export type GaleraCluster = {
  readonly nodes: readonly [MariaDb, MariaDb, MariaDb]
  /** Waits until every node is there and has everything that the others have. */
  readonly untilWhole: () => Promise<void>
  readonly stop: () => Promise<void>
}

const provider = '/usr/lib/galera/libgalera_smm.so'
const joinLimitInMilliseconds = 60_000

/** Whether three nodes can be started here: the provider comes with the server of Debian. */
export function hasGalera(): boolean {
  const isThere = mariaDbVersion() !== undefined && existsSync(provider)
  if (!isThere) console.warn(`Galera: not run (no ${provider} on this machine)`)
  return isThere
}

export async function startGalera(): Promise<GaleraCluster> {
  const started: Node[] = []
  const stop = async (): Promise<void> => void (await Promise.all(started.map(({ server }) => server.stop())))
  const start = async (): Promise<MariaDb> => {
    const node = await startNode(started.map(({ group }) => group))
    started.push(node)
    await untilSynced(started.map(({ server }) => server))
    return node.server
  }
  try {
    const nodes = [await start(), await start(), await start()] as const
    return { nodes, untilWhole: () => untilSynced(nodes), stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

type Node = { readonly server: MariaDb; readonly group: number }

/** Each node has four ports beside its own; the first of the cluster finds nobody there. */
async function startNode(others: readonly number[]): Promise<Node> {
  const [group, transfer, snapshot] = await Promise.all([freePort(), freePort(), freePort()])
  const options = [`gmcast.listen_addr=tcp://127.0.0.1:${group}`, `ist.recv_addr=127.0.0.1:${transfer}`]
  const server = await startMariaDb([
    ...durably,
    '--wsrep-on=ON',
    `--wsrep-provider=${provider}`,
    '--wsrep-cluster-name=lgc',
    `--wsrep-cluster-address=gcomm://${others.map((port) => `127.0.0.1:${port}`).join(',')}`,
    `--wsrep-provider-options=base_host=127.0.0.1;base_port=${group};${options.join(';')}`,
    '--wsrep-node-address=127.0.0.1',
    `--wsrep-node-name=node-${group}`,
    '--wsrep-sst-method=rsync',
    `--wsrep-sst-receive-address=127.0.0.1:${snapshot}`,
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
    ...(others.length === 0 ? ['--wsrep-new-cluster'] : []),
  ])
  return { server, group }
}

/** A node that was evicted takes a while to notice; the others know. So each is asked how many there are. */
async function untilSynced(nodes: readonly MariaDb[]): Promise<void> {
  const wanted = `${nodes.length} Synced`
  const givesUpAt = Date.now() + joinLimitInMilliseconds
  while (Date.now() < givesUpAt) {
    const states = await Promise.all(nodes.map(({ url }) => stateOf(url).catch(() => 'does not answer')))
    if (states.every((state) => state === wanted)) return
    await pause(100)
  }
  throw new Error('a node does not join the cluster')
}

const stateQuery = `select group_concat(variable_value order by variable_name separator ' ') as state
  from information_schema.global_status
  where variable_name in ('wsrep_cluster_size', 'wsrep_local_state_comment')`

async function stateOf(url: string): Promise<string> {
  const root = await createConnection(url)
  try {
    const [rows] = await root.query(stateQuery)
    return (rows as { state: string }[])[0]?.state ?? ''
  } finally {
    await root.end()
  }
}
