import type { Service } from '../../support/service.ts'
import { addOidcProduct, oidcCode, redeem, refresh, tokensFor } from '../../support/oidc.ts'
import { addProduct, exchange } from '../../support/signing-in.ts'
import { addPerson, issueCode, testCaller } from '../../support/world.ts'
import { type Operation, type Traces, digestOf, records, rows, wordsOf } from './operation.ts'

export const tokenExchange: Operation = {
  name: 'token exchange',
  nothing: { spent: 0, sessions: 0, exchanged: 0, created: 0 },
  done: { answer: '200', traces: { spent: 1, sessions: 1, exchanged: 1, created: 1 } },
  again: {
    answer: '400 authorization_code_used',
    traces: { spent: 1, sessions: 0, exchanged: 1, created: 0 },
  },
  async begin(service) {
    const who = await addPerson(service)
    const product = await addProduct(service, { secret: null, requiresGrant: true, isFirstParty: true })
    const { clientId } = product.client
    const order = { personXid: who.person.xid, clientId, accessLevel: 'member' }
    await service.core.createGrant(order, testCaller)
    return async () => {
      const { code, codeVerifier } = await issueCode(service, who, product.client)
      return {
        ask: async (doing) => wordsOf(await exchange(doing, product, code, { code_verifier: codeVerifier })),
        look: () => lookAtCode(service, code),
      }
    }
  },
}

const codeForTokens: Operation = {
  name: 'code for tokens',
  nothing: { spent: 0, sessions: 0, exchanged: 0, created: 0, access: 0, refresh: 0 },
  done: {
    answer: '200',
    traces: { spent: 1, sessions: 1, exchanged: 1, created: 1, access: 1, refresh: 1 },
  },
  again: {
    answer: '400 authorization_code_used',
    traces: { spent: 1, sessions: 0, exchanged: 1, created: 0, access: 0, refresh: 0 },
  },
  async begin(service) {
    const who = await addPerson(service)
    const product = await addOidcProduct(service)
    // The first tokens of all bring the keys that they are signed with.
    await tokensFor(service, product, who)
    return async () => {
      const code = await oidcCode(service, product, who)
      return {
        ask: async (doing) => wordsOf(await redeem(doing, product, code)),
        look: async () => ({ ...(await lookAtCode(service, code)), ...(await tokensOfCode(service, code)) }),
      }
    }
  },
}

async function lookAtCode({ db }: Pick<Service, 'db'>, code: string): Promise<Traces> {
  const { xid, used_at } = await db
    .selectFrom('authorization_codes')
    .select(['xid', 'used_at'])
    .where('code_hash', '=', digestOf(code))
    .executeTakeFirstOrThrow()
  const sessions = await sessionsOf(db, xid)
  return {
    spent: used_at === null ? 0 : 1,
    sessions: sessions.length,
    exchanged: await records(db, 'authorization_code.exchanged', [xid]),
    created: await records(
      db,
      'session.created',
      sessions.map((session) => session.xid),
    ),
  }
}

async function tokensOfCode({ db }: Pick<Service, 'db'>, code: string): Promise<Traces> {
  const tokens = (table: 'access_tokens' | 'refresh_tokens') =>
    db
      .selectFrom(table)
      .innerJoin('sessions', 'sessions.id', `${table}.session_id`)
      .innerJoin('authorization_codes', 'authorization_codes.xid', 'sessions.authorization_code_xid')
      .select(`${table}.xid`)
      .where('code_hash', '=', digestOf(code))
  return { access: await rows(tokens('access_tokens')), refresh: await rows(tokens('refresh_tokens')) }
}

function sessionsOf(db: Service['db'], codeXid: string) {
  return db
    .selectFrom('sessions')
    .select('xid')
    .where('authorization_code_xid', '=', codeXid as never)
    .execute()
}

/** What there is after a refresh, and after the token that was spent with it came once more. */
type Refreshing = Pick<Operation, 'name' | 'again'> & { readonly graceInSeconds: number }

function refreshing({ name, again, graceInSeconds }: Refreshing): Operation {
  return {
    name,
    nothing: { links: 1, live: 1, access: 1, refreshed: 0 },
    done: { answer: '200', traces: { links: 2, live: 1, access: 2, refreshed: 1 } },
    again,
    async begin(service) {
      const who = await addPerson(service)
      const product = await addOidcProduct(service, { refreshTokenGrace: graceInSeconds }, { secret: null })
      return async () => {
        const { body } = await tokensFor(service, product, who)
        const token = String(body['refresh_token'])
        const sessionXid = await sessionOf(service.db, token)
        return {
          ask: async (doing) => wordsOf(await refresh(doing, product, token)),
          look: () => lookAtFamily(service, sessionXid),
        }
      }
    },
  }
}

async function sessionOf(db: Service['db'], refreshToken: string): Promise<string> {
  const { xid } = await db
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .select('sessions.xid')
    .where('refresh_tokens.token_hash', '=', digestOf(refreshToken))
    .executeTakeFirstOrThrow()
  return xid
}

async function lookAtFamily({ db }: Pick<Service, 'db'>, sessionXid: string): Promise<Traces> {
  const tokens = (table: 'access_tokens' | 'refresh_tokens') =>
    db
      .selectFrom(table)
      .innerJoin('sessions', 'sessions.id', `${table}.session_id`)
      .select(`${table}.xid`)
      .where('sessions.xid', '=', sessionXid as never)
  return {
    links: await rows(tokens('refresh_tokens')),
    live: await rows(tokens('refresh_tokens').where('spent_at' as never, 'is', null)),
    access: await rows(tokens('access_tokens')),
    refreshed: await records(db, 'session.refreshed', [sessionXid]),
  }
}

const revocation: Operation = {
  name: 'revocation',
  nothing: { links: 1, live: 1, access: 1, refreshed: 0, revoked: 0 },
  done: { answer: '200', traces: { links: 0, live: 0, access: 0, refreshed: 0, revoked: 1 } },
  again: { answer: '200', traces: { links: 0, live: 0, access: 0, refreshed: 0, revoked: 1 } },
  async begin(service) {
    const who = await addPerson(service)
    const product = await addOidcProduct(service, {}, { secret: null })
    return async () => {
      const { body } = await tokensFor(service, product, who)
      const token = String(body['refresh_token'])
      const sessionXid = await sessionOf(service.db, token)
      const form = { client_id: product.client.clientId, token }
      return {
        ask: async (doing) => wordsOf(await doing.call('/revoke', { form })),
        look: async () => ({
          ...(await lookAtFamily(service, sessionXid)),
          revoked: await records(service.db, 'session.revoked', [sessionXid]),
        }),
      }
    }
  },
}

export const tokenOperations: readonly Operation[] = [
  tokenExchange,
  codeForTokens,
  refreshing({
    name: 'refresh',
    graceInSeconds: 0,
    // Whoever has the spent token only may be a thief as well: the session ends.
    again: { answer: '400 refresh_token_used', traces: { links: 0, live: 0, access: 0, refreshed: 1 } },
  }),
  refreshing({
    name: 'refresh with grace',
    graceInSeconds: 60,
    again: { answer: '200', traces: { links: 2, live: 1, access: 3, refreshed: 2 } },
  }),
  revocation,
]
