import { type Core, compose } from '@lgc/composition'
import type { Tables } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import type { TestDatabase } from './databases.ts'
import { listen } from './listening.ts'
import { freePort } from './playground.ts'
import type { Service } from './service.ts'
import { type Visitor, newVisitor } from './visitor.ts'
import { testSettings } from './world.ts'

/** The service at a socket of the loopback interface that is its issuer too, at the time that the clients have. */
export type LoopbackIssuer = {
  readonly issuer: string
  readonly core: Core
  /** A browser that speaks to the socket. */
  readonly newVisitor: () => Visitor
  readonly close: () => Promise<void>
}

export async function openLoopbackIssuer(create: TestDatabase['create']): Promise<LoopbackIssuer> {
  const [fresh, port] = await Promise.all([create(), freePort()])
  const issuer = `http://127.0.0.1:${port}`
  const database = open<Tables>(fresh.url)
  await migrate(database)
  const core = compose(database, { ...testSettings, issuer })
  const listening = await listen({ core, database }, { issuer, port })
  return {
    issuer,
    core,
    newVisitor: () => newVisitor({ fetch: browserAt(issuer) }),
    async close() {
      await listening.stop()
      await database.db.destroy()
      await fresh.drop()
    },
  }
}

/** Requests as a browser sends them that is on the pages of the issuer. */
function browserAt(issuer: string): Service['fetch'] {
  return (path, { form, headers = {} } = {}) => {
    const sent = { ...headers, ...(form === undefined ? {} : { Origin: issuer }) }
    const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
    return fetch(`${issuer}${path}`, { redirect: 'manual', headers: sent, ...body })
  }
}
