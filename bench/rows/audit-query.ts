import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { failed } from '../goals.ts'
import { failuresIn, goodAnswers } from '../measure.ts'
import { auditedAddress, auditedPerson } from '../seed/audit-rows.ts'
import { seededXid } from '../seed/numbers.ts'
import type { World } from '../world.ts'
import { inWords } from './large-sessions.ts'

const pageSize = 50
const times = 20

/** Every way to ask the record, one after the other; the slowest is what counts. */
export async function auditQuery(world: World): Promise<Figures> {
  const large = await world.large()
  const { origin } = await large.server('lgc')
  const rows = large.amounts.auditRows
  const values: Record<string, number> = {}
  let failures = 0
  for (const [name, filterOf] of Object.entries(questions)) {
    const requests = Array.from({ length: times }, (_, index) => request(large, filterOf(index, rows)))
    const order = { origin, requests: [requests], seconds: null }
    await world.generator.send([{ ...order, requests: [requests.slice(0, 2)] }])
    const { loaded } = await world.generator.send([order])
    const [done] = loaded
    failures += done ? failuresIn(done) : times
    if (done) values[`${name} p99 ms`] = goodAnswers(done).p99
  }
  return {
    row: 'audit-query',
    database: world.database.name,
    contenders: [],
    values: { ...values, 'slowest ms': Math.max(...Object.values(values)), [failed]: failures },
    generatorShare: null,
    remark: `${inWords(rows)} rows, pages of ${pageSize}`,
  }
}

type Filter = Readonly<Record<string, string>>

const questions: Readonly<Record<string, (index: number, rows: number) => Filter>> = {
  newest: () => ({}),
  'from the middle': (_, rows) => ({ cursor: seededXid('a', Math.floor(rows / 2)) }),
  'by action': () => ({ action: 'person.updated' }),
  'by action, from the middle': (_, rows) => ({
    action: 'person.updated',
    cursor: seededXid('a', Math.floor(rows / 2)),
  }),
  'by target': (index) => ({ target_xid: auditedPerson(index) }),
  'by agent': (index) => ({ agent_xid: auditedPerson(index) }),
  'by address': (index) => ({ ip_address: auditedAddress(index) }),
  'by request': (index) => ({ request_id: `request-${index}` }),
  'by target and action': (index) => ({ target_xid: auditedPerson(index), action: 'grant.created' }),
  'by what is nowhere': () => ({ ip_address: '203.0.113.7' }),
}

function request({ apiKeys }: World, filter: Filter): Outgoing {
  const query = new URLSearchParams({ limit: String(pageSize), ...filter })
  return { method: 'GET', path: `/admin/audit?${query.toString()}`, headers: { 'X-API-Key': apiKeys.admin } }
}
