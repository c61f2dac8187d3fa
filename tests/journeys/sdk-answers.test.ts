import {
  type ExchangedCode,
  type LgcClient,
  LgcUnavailable,
  type Session,
  type Userinfo,
  lgcClient,
} from '@lgc/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Document, type Operation, schemaCompiler } from '../support/answer-checker.ts'
import { databases } from '../support/databases.ts'
import { type Service, openService } from '../support/service.ts'

type Json = Readonly<Record<string, unknown>>
type Complete<T> = { readonly [Name in keyof T]-?: NonNullable<T[Name]> }
type Asking = (lgc: LgcClient) => Promise<unknown>

/** An answer twice: as LGC words it, with every member there is, and as the SDK does. */
type Wording = {
  readonly name: string
  readonly path: string
  readonly method: 'get' | 'post'
  readonly ask: Asking
  readonly wire: Json
  readonly value: Complete<ExchangedCode> | Complete<Session> | Complete<Userinfo>
  /** What the SDK leaves out, on purpose. */
  readonly leftOut: readonly string[]
}

const at = '2026-01-02T03:04:05.678Z'
const [sessionXid, personXid, grantXid] = [
  'dc15unbqbt112b2nq470',
  'dc15unbqbt112b2nq460',
  'dc15unbqbt112b2nq480',
]
const codeExchange = { code: 'lgac_1', redirectUri: 'https://bar.example/callback', codeVerifier: 'v' }
const asking = {
  exchangeCode: (lgc) => lgc.exchangeCode(codeExchange),
  checkSession: (lgc) => lgc.checkSession('lgs_1'),
  userinfo: (lgc) => lgc.userinfo('lgs_1'),
  endSession: (lgc) => lgc.endSession('lgs_1'),
} as const satisfies Record<string, Asking>

const exchangedCode: Complete<ExchangedCode> = {
  sessionToken: 'lgs_1',
  sessionXid,
  personXid,
  scopes: ['openid', 'profile'],
  expiresInSeconds: 86_400,
  idleTimeoutInSeconds: 7200,
}
const session: Complete<Session> = {
  xid: sessionXid,
  personXid,
  clientId: 'bar-app',
  scopes: ['openid'],
  amr: ['pwd'],
  createdAt: at,
  lastActiveAt: '2026-01-02T03:05:00.000Z',
  expiresAt: '2026-01-03T03:04:05.678Z',
  idleExpiresAt: '2026-01-02T05:05:00.000Z',
  grant: { xid: grantXid, accessLevel: 'editor' },
}
const userinfo: Complete<Userinfo> = {
  personXid,
  name: 'Ada',
  legalName: 'Ada Example',
  email: 'ada@example.com',
  isEmailVerified: true,
  phoneNumber: '+81312345678',
  isPhoneNumberVerified: false,
  identities: [{ xid: grantXid, type: 'email', identifier: 'ada@example.org' }],
  companyCodes: ['acme'],
  accessLevel: 'editor',
  updatedAt: 1_800_000_000,
}

const wordings: readonly Wording[] = [
  {
    name: 'exchangeCode',
    path: '/auth/token',
    method: 'post',
    ask: asking.exchangeCode,
    value: exchangedCode,
    leftOut: ['access_token', 'token_type'],
    wire: {
      access_token: 'lgs_1',
      session_token: 'lgs_1',
      token_type: 'Bearer',
      expires_in: 86_400,
      idle_timeout: 7200,
      scope: 'openid profile',
      session_xid: sessionXid,
      person_xid: personXid,
    },
  },
  {
    name: 'checkSession',
    path: '/auth/session',
    method: 'get',
    ask: asking.checkSession,
    value: session,
    leftOut: ['session.kind'],
    wire: {
      session: {
        xid: sessionXid,
        kind: 'app',
        scopes: ['openid'],
        amr: ['pwd'],
        created_at: at,
        last_active_at: session.lastActiveAt,
        expires_at: session.expiresAt,
        idle_expires_at: session.idleExpiresAt,
      },
      person: { xid: personXid },
      client_id: 'bar-app',
      grant: { xid: grantXid, access_level: 'editor' },
    },
  },
  {
    name: 'userinfo',
    path: '/auth/userinfo',
    method: 'get',
    ask: asking.userinfo,
    value: userinfo,
    leftOut: [],
    wire: {
      sub: personXid,
      name: 'Ada',
      legal_name: 'Ada Example',
      email: 'ada@example.com',
      email_verified: true,
      phone_number: '+81312345678',
      phone_number_verified: false,
      identities: [{ xid: grantXid, type: 'email', identifier: 'ada@example.org' }],
      company_codes: ['acme'],
      access_level: 'editor',
      updated_at: 1_800_000_000,
    },
  },
]

const answering = (status: number, body: unknown): LgcClient =>
  lgcClient({
    issuer: 'https://login.example',
    clientId: 'bar-app',
    fetch: async () => new Response(status === 204 ? null : JSON.stringify(body), { status }),
  })

describe('the SDK and the OpenAPI document', () => {
  let service: Service
  let document: Document
  let schemaAt: ReturnType<typeof schemaCompiler>
  beforeAll(async () => {
    const [database] = databases
    if (!database) throw new Error('there is no database')
    service = await openService(database.create)
    document = (await (await service.fetch('/openapi.json')).json()) as Document
    schemaAt = schemaCompiler(document)
  })
  afterAll(() => service.close())

  const operationAt = (path: string, method: string): Operation => {
    const operation = document.paths[path]?.[method]
    if (!operation) throw new Error(`the document has no ${method} ${path}`)
    return operation
  }
  const isValid = ({ path, method }: Wording, wire: unknown): boolean => {
    const place = ['paths', path, method, 'responses', '200', 'content', 'application/json', 'schema']
    return schemaAt(place)(wire) === true
  }
  const mediaOf = ({ path, method }: Wording) =>
    operationAt(path, method).responses['200']?.content?.['application/json']

  describe.each(wordings)('on the answer to $name', (wording) => {
    const { ask, wire, value, leftOut } = wording

    it('have the same members', () => {
      expect(isValid(wording, wire)).toBe(true)
      expect(membersOf(wire).toSorted()).toEqual(membersOfSchema(mediaOf(wording)?.schema).toSorted())
    })

    it('mean the same by them', async () => {
      expect(await ask(answering(200, wire))).toEqual({ ok: true, value })
    })

    it('agree on what may be absent, and on what is left out', async () => {
      for (const member of membersOf(wire)) {
        const rest = without(wire, member.split('.'))
        const asked = ask(answering(200, rest))
        if (leftOut.includes(member)) expect(await asked, member).toEqual({ ok: true, value })
        else if (isValid(wording, rest)) {
          const answer = (await asked) as { readonly ok: boolean; readonly value: unknown }
          expect(answer.ok, member).toBe(true)
          expect(answer.value, member).not.toEqual(value)
        } else await expect(asked, member).rejects.toThrow(LgcUnavailable)
      }
    })

    it('take the example of the document, and members of a later version', async () => {
      const example = mediaOf(wording)?.example
      expect(await ask(answering(200, example))).toMatchObject({ ok: true })
      const later = { ...wire, of_a_later_version: true }
      expect(await ask(answering(200, later))).toEqual({ ok: true, value })
    })
  })

  it('agree that a session without a grant is good', async () => {
    const [, checkSession] = wordings
    if (!checkSession) throw new Error('there is no such answer')
    const wire = { ...checkSession.wire, grant: null }
    expect(isValid(checkSession, wire)).toBe(true)
    expect(await asking.checkSession(answering(200, wire))).toEqual({
      ok: true,
      value: { ...session, grant: null },
    })
  })

  it('agree that a sign-out answers nothing', async () => {
    expect(Object.keys(operationAt('/auth/session', 'delete').responses)).toContain('204')
    expect(await asking.endSession(answering(204, null))).toEqual({ ok: true, value: undefined })
  })

  it.each([
    ['post', '/auth/token', asking.exchangeCode],
    ['get', '/auth/session', asking.checkSession],
    ['get', '/auth/userinfo', asking.userinfo],
    ['delete', '/auth/session', asking.endSession],
  ] as const)('agree on every refusal of %s %s', async (method, path, ask) => {
    const refusals = Object.entries(operationAt(path, method).responses).flatMap(([status, { content }]) =>
      Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) => ({ status, value })),
    )
    expect(refusals.length).toBeGreaterThan(3)
    for (const { status, value } of refusals) {
      const asked = ask(answering(Number(status), value))
      const problem = { code: value['code'], status: Number(status), requestId: value['request_id'] }
      if (status >= '500') await expect(asked).rejects.toThrow(LgcUnavailable)
      else expect(await asked).toEqual({ ok: false, problem: { ...problem, details: {} } })
    }
  })
})

/** `session.xid`, `identities.0.xid`: every member of an answer, the outer ones too. */
function membersOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value)
    ? value.slice(0, 1).map((item) => ['0', item] as const)
    : Object.entries(value)
  return entries.flatMap(([name, inner]) => {
    const here = path === '' ? name : `${path}.${name}`
    return [...(Array.isArray(value) ? [] : [here]), ...membersOf(inner, here)]
  })
}

type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

function membersOfSchema(schema: unknown, path = ''): readonly string[] {
  const { properties = {}, items, anyOf = [] } = (schema ?? {}) as Schema
  const join = (name: string): string => (path === '' ? name : `${path}.${name}`)
  return [
    ...Object.entries(properties).flatMap(([name, inner]) => [
      join(name),
      ...membersOfSchema(inner, join(name)),
    ]),
    ...(items ? membersOfSchema(items, join('0')) : []),
    ...anyOf.flatMap((inner) => membersOfSchema(inner, path)),
  ]
}

function without(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, rest))
  const { [name]: inner, ...others } = value as Json
  return rest.length === 0 ? others : { ...others, [name]: without(inner, rest) }
}
