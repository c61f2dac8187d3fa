import type { DatabaseName } from './databases.ts'
import type { Figures } from './figures.ts'
import type { RowName } from './goals.ts'
import { codeExchange } from './rows/code-exchange.ts'
import { clientCredentials } from './rows/client-credentials.ts'
import { introspection } from './rows/introspection.ts'
import { refresh } from './rows/refresh.ts'
import { session } from './rows/session.ts'
import { userinfo } from './rows/userinfo.ts'
import type { World } from './world.ts'

type Row = {
  readonly measure: (world: World) => Promise<Figures>
  /** On which databases it is measured when nobody says. */
  readonly on: readonly DatabaseName[]
}

/** Everything that is measured, in the order in which it is. */
export const rows: Readonly<Record<RowName, Row>> = {
  session: { measure: session, on: ['mariadb', 'sqlite'] },
  introspection: { measure: introspection, on: ['mariadb'] },
  userinfo: { measure: userinfo, on: ['mariadb'] },
  'client-credentials': { measure: clientCredentials, on: ['mariadb'] },
  'code-exchange': { measure: codeExchange, on: ['mariadb', 'sqlite'] },
  refresh: { measure: refresh, on: ['mariadb'] },
}
