import { instant } from '@lgc/kernel'
import { type CompiledQuery, type KyselyPlugin, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { addRows } from '../../../tests/support/sealing.ts'
import { type World, openWorld } from '../../../tests/support/world.ts'
import { sqlReadableAuditLog, sqlReadableRequestLog, sqlReadableSecurityLog } from '../src/infra/index.ts'

const count = 6000
const start = 1_800_000_000_000

describe.each(databases)('reading the logs on $name', ({ name, create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
    const { db, core } = world
    await addRows(world, count, (index) => ({
      created_at: start + index,
      action: `thing.${index % 200}`,
      ip_address: `192.0.2.${index % 200}`,
      agent_xid: `agent${index % 200}`,
      target_xid: `target${index % 200}`,
    }))
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      request_id: `request${index}`,
      ip_address: `192.0.2.${index % 200}`,
      user_agent: 'u',
      created_at: start + index,
    }))
    for (let i = 0; i < 4; i++) {
      const requests = rows.map((row, index) => ({
        ...row,
        xid: core.newXid(),
        method: 'GET',
        path: '/',
        status_code: 200,
        duration_ms: 1,
        client_xid: `client${index % 200}`,
        api_key_xid: `key${index % 200}`,
        person_xid: `person${index % 200}`,
      }))
      const events = rows.map((row, index) => ({
        ...row,
        xid: core.newXid(),
        identifier: null,
        identifier_hmac: `hmac${index % 200}`,
        event_type: `event.${index % 200}`,
        client_id_claimed: `client${index % 200}`,
        details: '{}',
      }))
      await db.insertInto('request_log').values(requests).execute()
      await db.insertInto('security_log').values(events).execute()
    }
    if (name === 'mysql') {
      await sql`analyze table audit_log, security_log, request_log`.execute(db)
    } else {
      await sql`analyze`.execute(db)
    }
  })
  afterAll(() => world.close())

  const span = { from: instant(start + 100), to: instant(start + 160) }
  const audit = ['action', 'agentXid', 'targetXid', 'requestId', 'address'] as const
  const security = ['event', 'identifierHmac', 'claimedClientId', 'requestId', 'address'] as const
  const requests = ['clientXid', 'apiKeyXid', 'personXid', 'requestId', 'address'] as const
  const values: Readonly<Record<string, string>> = {
    action: 'thing.7',
    agentXid: 'agent7',
    targetXid: 'target7',
    requestId: 'request7',
    address: '192.0.2.7',
    event: 'event.7',
    identifierHmac: 'hmac7',
    claimedClientId: 'client7',
    clientXid: 'client7',
    apiKeyXid: 'key7',
    personXid: 'person7',
  }
  const indexOf: Readonly<Record<string, string>> = {
    action: 'action',
    agentXid: 'agent',
    targetXid: 'target',
    requestId: 'request',
    address: 'ip_address_created_at',
    event: 'event',
    identifierHmac: 'identifier',
    claimedClientId: 'client_id_claimed_created_at',
    clientXid: 'client_xid_created_at',
    apiKeyXid: 'api_key_xid_created_at',
    personXid: 'person_xid_created_at',
    span: 'created_at',
    nothing: 'created_at',
  }

  it.each([
    ['audit_log', [...audit, 'span', 'nothing']],
    ['security_log', [...security, 'span', 'nothing']],
    ['request_log', [...requests, 'span', 'nothing']],
  ] as const)('takes an index for every filter of %s, on every page', async (log, filters) => {
    for (const filter of filters) {
      const asked = filter === 'span' ? span : filter === 'nothing' ? {} : { [filter]: values[filter] }
      for (const isFirst of [true, false]) {
        const { sql: text, parameters } = await queryOf(log, asked, isFirst)
        const plan = await planOf(text, parameters)
        expect(plan.join('; '), `${log} by ${filter}`).toContain(`${log}_by_${indexOf[filter]}`)
        const isByKeys = plan.some((step) => /Using index\b(?! condition)|COVERING INDEX/.test(step))
        expect(isByKeys || filter === 'requestId', `${log} by ${filter}: ${plan.join('; ')}`).toBe(true)
        // A request has few rows: they are found by its id and sorted.
        const isSorted = plan.some((step) => /filesort|TEMP B-TREE/.test(step))
        expect(isSorted && filter !== 'requestId', `${log} by ${filter}: ${plan.join('; ')}`).toBe(false)
      }
    }
  })

  async function queryOf(log: string, filter: object, isFirst: boolean): Promise<CompiledQuery> {
    const seen: CompiledQuery[] = []
    const watching: KyselyPlugin = {
      transformQuery({ node }) {
        seen.push(world.db.getExecutor().compileQuery(node, { queryId: 'explained' } as never))
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const db = world.db.withPlugin(watching)
    const logs = {
      audit_log: sqlReadableAuditLog(db as never),
      security_log: sqlReadableSecurityLog(db as never),
      request_log: sqlReadableRequestLog(db as never),
    }
    const readable = logs[log as 'audit_log']
    const xids = await world.db
      .selectFrom(log as 'audit_log')
      .select('xid')
      .orderBy('created_at', 'desc')
      .limit(1)
      .execute()
    const place = isFirst ? undefined : await readable.findPlace(xids[0]?.xid as never)
    seen.splice(0)
    await readable.list(filter, place, 20)
    const [query] = seen
    if (!query) throw new Error('nothing was asked')
    return query
  }

  /** What the database says it would do, a line for each step. */
  async function planOf(text: string, parameters: readonly unknown[]): Promise<readonly string[]> {
    const explain = name === 'mysql' ? 'explain ' : 'explain query plan '
    const query = { ...sql.raw(text).compile(world.db), sql: explain + text, parameters }
    const { rows } = await world.db.executeQuery<Record<string, unknown>>(query as CompiledQuery<never>)
    return rows.map((row) => JSON.stringify([row['detail'], row['key'], row['Extra']]))
  }
})
