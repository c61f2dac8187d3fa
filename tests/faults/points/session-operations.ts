import { formWith } from '../../support/account.ts'
import type { Service } from '../../support/service.ts'
import { addProduct, browserWith, issuer, requestFor, verify } from '../../support/signing-in.ts'
import { addPerson, issueCode, signIn } from '../../support/world.ts'
import { newVisitor } from '../../support/visitor.ts'
import { type Operation, records, rows, wordsOf } from './operation.ts'

const loginSession: Operation = {
  name: 'login session',
  nothing: { sessions: 0, created: 0 },
  done: { answer: '201', traces: { sessions: 1, created: 1 } },
  // The proof is good for five minutes; each time brings a session of its own.
  again: { answer: '201', traces: { sessions: 2, created: 2 } },
  begin: async (service) => async () => {
    const who = await addPerson(service)
    const json = { verification_token: await verify(service, who) }
    return {
      ask: async ({ call }) => wordsOf(await call('/auth/login-session', { json })),
      look: async () => {
        const sessions = await sessionsOf(service.db, who.person.xid)
        return {
          sessions: sessions.length,
          created: await records(service.db, 'session.created', sessions),
        }
      },
    }
  },
}

const authorization: Operation = {
  name: 'authorization',
  nothing: { codes: 0, issued: 0, consents: 0, granted: 0 },
  done: { answer: '200', traces: { codes: 1, issued: 1, consents: 1, granted: 1 } },
  again: { answer: '200', traces: { codes: 2, issued: 2, consents: 1, granted: 1 } },
  async begin(service) {
    const product = await addProduct(service, { isFirstParty: true })
    return async () => {
      const who = await addPerson(service)
      const json = requestFor(product, { verification_token: await verify(service, who) })
      const { db } = service
      const of = (table: 'authorization_codes' | 'consent_records') =>
        db
          .selectFrom(table)
          .innerJoin('persons', 'persons.id', `${table}.person_id`)
          .select(`${table}.xid`)
          .where('persons.xid', '=', who.person.xid)
      return {
        ask: async ({ call }) => wordsOf(await call('/auth/authorize', { json })),
        look: async () => {
          const codes = await of('authorization_codes').execute()
          const xids = codes.map(({ xid }) => xid)
          return {
            codes: xids.length,
            issued: await records(db, 'authorization_code.issued', xids),
            consents: await rows(of('consent_records')),
            granted: await records(db, 'consent.auto_granted', [who.person.xid]),
          }
        },
      }
    }
  },
}

const signOut: Operation = {
  name: 'sign-out',
  nothing: { sessions: 2, codes: 1, revoked: 0 },
  done: { answer: '204', traces: { sessions: 0, codes: 0, revoked: 1 } },
  again: { answer: '204', traces: { sessions: 0, codes: 0, revoked: 1 } },
  async begin(service) {
    const { client } = await addProduct(service, { secret: null, isFirstParty: true })
    return async () => {
      const who = await addPerson(service)
      const { loginToken, loginSession: login } = await signIn(service, who, client)
      await issueCode(service, who, client, { verificationToken: null, loginToken })
      const headers = browserWith(loginToken)
      const unused = service.db
        .selectFrom('authorization_codes')
        .select('xid')
        .where('login_session_xid', '=', login.xid)
        .where('used_at', 'is', null)
      return {
        ask: async ({ call }) =>
          wordsOf(await call('/auth/session?scope=all', { method: 'DELETE', headers })),
        look: async () => ({
          sessions: (await sessionsOf(service.db, who.person.xid)).length,
          codes: await rows(unused),
          revoked: await records(service.db, 'session.revoked', [login.xid]),
        }),
      }
    }
  },
}

const endOfOthers: Operation = {
  name: 'end of other sessions',
  diesAlone: true,
  nothing: { sessions: 3, revoked: 0 },
  done: { answer: '303', traces: { sessions: 1, revoked: 1 } },
  again: { answer: '303', traces: { sessions: 1, revoked: 2 } },
  async begin(service) {
    const { client } = await addProduct(service, { secret: null, isFirstParty: true })
    return async () => {
      const who = await addPerson(service)
      await signIn(service, who, client)
      const visitor = newVisitor(service)
      const { token } = await loginOf(service, who)
      visitor.cookies.set('lgc_session', token)
      const { csrf = '' } = formWith(await visitor.get('/account/sessions'), 'csrf').fields
      const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { Cookie: cookie, Origin: issuer, Accept: 'text/html' }
      const form = { csrf, others: '1' }
      return {
        ask: async ({ call }) => wordsOf(await call('/account/sessions', { form, headers })),
        look: async () => ({
          sessions: (await sessionsOf(service.db, who.person.xid)).length,
          revoked: await records(service.db, 'session.revoked', [who.person.xid]),
        }),
      }
    }
  },
}

async function loginOf(service: Service, who: Parameters<typeof verify>[1]): Promise<{ token: string }> {
  const json = { verification_token: await verify(service, who) }
  const { headers } = await service.call('/auth/login-session', { json })
  return { token: /lgc_session=([^;]+)/.exec(headers.getSetCookie().join('\n'))?.[1] ?? '' }
}

async function sessionsOf(db: Service['db'], personXid: string): Promise<readonly string[]> {
  const found = await db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person_id')
    .select('sessions.xid')
    .where('persons.xid', '=', personXid as never)
    .execute()
  return found.map(({ xid }) => xid)
}

export const sessionOperations: readonly Operation[] = [loginSession, authorization, signOut, endOfOthers]
