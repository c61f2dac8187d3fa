import type { DatabaseName } from './databases.ts'
import type { Figures } from './figures.ts'
import type { RowName } from './goals.ts'
import { auditQuery } from './rows/audit-query.ts'
import { auditVerify } from './rows/audit-verify.ts'
import { besideSignIns } from './rows/beside-sign-ins.ts'
import { clientCredentials } from './rows/client-credentials.ts'
import { codeExchange } from './rows/code-exchange.ts'
import { costToExchange, costToSession } from './rows/cost-of-record.ts'
import { introspection } from './rows/introspection.ts'
import { largeSessions } from './rows/large-sessions.ts'
import { overload } from './rows/overload.ts'
import { personList, searchByIdentifier, searchByName } from './rows/person-lists.ts'
import { refresh } from './rows/refresh.ts'
import { session } from './rows/session.ts'
import { signIn } from './rows/sign-in.ts'
import { startUp } from './rows/start-up.ts'
import { userinfo } from './rows/userinfo.ts'
import { twoWorkers } from './rows/workers.ts'
import type { World } from './world.ts'

type Row = {
  readonly measure: (world: World) => Promise<Figures>
  /** On which databases it is measured when nobody says. */
  readonly on: readonly DatabaseName[]
}

const both = ['mariadb', 'sqlite'] as const
const server = ['mariadb'] as const
const file = ['sqlite'] as const

/** Everything that is measured, in the order in which it is. */
export const rows: Readonly<Record<RowName, Row>> = {
  session: { measure: session, on: both },
  introspection: { measure: introspection, on: server },
  userinfo: { measure: userinfo, on: server },
  'client-credentials': { measure: clientCredentials, on: server },
  'code-exchange': { measure: codeExchange, on: both },
  refresh: { measure: refresh, on: server },
  'sign-in': { measure: signIn, on: server },
  'beside-sign-ins': { measure: besideSignIns, on: server },
  overload: { measure: overload, on: server },
  'cost-of-record-session': { measure: costToSession, on: server },
  'cost-of-record-exchange': { measure: costToExchange, on: server },
  // Where the database is not the limit.
  workers: { measure: twoWorkers, on: file },
  'start-up': { measure: startUp, on: file },
  'large-sessions': { measure: largeSessions, on: both },
  'person-list': { measure: personList, on: server },
  'search-by-name': { measure: searchByName, on: server },
  'search-by-identifier': { measure: searchByIdentifier, on: server },
  'audit-query': { measure: auditQuery, on: server },
  'audit-verify': { measure: auditVerify, on: server },
}
