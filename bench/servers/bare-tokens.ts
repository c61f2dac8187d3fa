import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import { Hono } from 'hono'
import type { RawDatabase, RawStatements, Row } from './raw-database.ts'

const issuer = process.env['LGC_ISSUER'] ?? ''
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const header = encoded({ alg: 'ES256', kid: 'bare' })
const lifetimeInSeconds = 900
let lastXid = Date.now()

/** The endpoints of OpenID Connect, as short as they can be. */
export function bareTokens(database: RawDatabase): Hono {
  const grants: Readonly<Record<string, (form: URLSearchParams) => Promise<object>>> = {
    authorization_code: (form) => exchange(database, form),
    refresh_token: (form) => refresh(database, form),
    client_credentials: (form) => issueToClient(database, form),
  }
  const hono = new Hono()
  hono.post('/token', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const grant = grants[form.get('grant_type') ?? '']
    return grant ? c.json(await grant(form)) : c.json({}, 400)
  })
  hono.post('/introspect', async (c) => {
    const token = new URLSearchParams(await c.req.text()).get('token') ?? ''
    const row = await database.find(tokenByDigest, [digestOf(token)])
    return c.json(row ? introspected(row) : { active: false })
  })
  hono.get('/userinfo', async (c) => {
    const token = c.req.header('authorization')?.slice('Bearer '.length) ?? ''
    const row = await database.find(personByToken, [digestOf(token)])
    return row ? c.json({ sub: row['xid'], name: row['name_display'] }) : c.json({}, 401)
  })
  return hono
}

const tokenByDigest = `select t.xid, t.scopes, t.audience, t.created_at, t.expires_at, c.client_id,
    p.xid as person_xid, s.xid as session_xid
  from access_tokens t join clients c on c.id = t.client_id join sessions s on s.id = t.session_id
    join persons p on p.id = s.person_id where t.token_hash = ?`
const personByToken = `select p.xid, p.name_display
  from access_tokens t join sessions s on s.id = t.session_id join persons p on p.id = s.person_id
  where t.token_hash = ?`

function introspected(row: Row): object {
  const { scopes, audience, created_at, expires_at } = row
  return {
    active: true,
    iss: issuer,
    client_id: row['client_id'],
    sub: row['person_xid'],
    scope: (JSON.parse(String(scopes)) as string[]).join(' '),
    aud: JSON.parse(String(audience)),
    jti: row['xid'],
    iat: Math.floor(Number(created_at) / 1000),
    exp: Math.floor(Number(expires_at) / 1000),
    sid: row['session_xid'],
    token_type: 'Bearer',
  }
}

/** Spends the code; adds a session, an access token and a refresh token; signs an ID token. */
async function exchange({ transact }: RawDatabase, form: URLSearchParams): Promise<object> {
  const [digest, at] = [digestOf(form.get('code') ?? ''), Date.now()]
  const [access, refreshing] = [secret('lgat_'), secret('lgrt_')]
  const code = await transact(async (statements) => {
    await statements.run(
      'update authorization_codes set used_at = ? where code_hash = ? and used_at is null',
      [at, digest],
    )
    const row = await statements.find(codeByDigest, [digest])
    if (!row) throw new Error('there is no such code')
    const session = await statements.run(insertSession, [
      newXid(),
      row['person_id'] ?? null,
      row['client_id'] ?? null,
      digestOf(access),
      row['scopes'] ?? null,
      row['xid'] ?? null,
      at,
      at,
      at,
      at + 86_400_000,
    ])
    await addTokens(statements, { session, client: Number(row['client_id']), access, refreshing, at })
    return row
  })
  const claims = { sub: code['person_xid'], aud: form.get('client_id'), nonce: code['nonce'] ?? undefined }
  return { ...tokenAnswer(access, refreshing), id_token: signed({ ...claims, ...timesAt(at) }) }
}

const codeByDigest = `select k.xid, k.person_id, k.client_id, k.scopes, k.nonce, p.xid as person_xid
  from authorization_codes k join persons p on p.id = k.person_id where k.code_hash = ?`
const insertSession = `insert into sessions (xid, person_id, client_id, token_hash, scopes,
  authorization_code_xid, amr, auth_time, ip_address, user_agent, created_at, last_active_at, expires_at)
  values (?, ?, ?, ?, ?, ?, '["pwd"]', ?, '127.0.0.1', '', ?, ?, ?)`

/** Puts a token in the place of another. */
async function refresh({ transact }: RawDatabase, form: URLSearchParams): Promise<object> {
  const [digest, at] = [digestOf(form.get('refresh_token') ?? ''), Date.now()]
  const [access, refreshing] = [secret('lgat_'), secret('lgrt_')]
  const chain = await transact(async (statements) => {
    await statements.run('update refresh_tokens set spent_at = ? where token_hash = ? and spent_at is null', [
      at,
      digest,
    ])
    const row = await statements.find(chainByDigest, [digest])
    if (!row) throw new Error('there is no such refresh token')
    const [session, client] = [Number(row['session_id']), Number(row['client_id'])]
    await addTokens(statements, { session, client, access, refreshing, at })
    return row
  })
  const claims = { sub: chain['person_xid'], aud: form.get('client_id'), ...timesAt(at) }
  return { ...tokenAnswer(access, refreshing), id_token: signed(claims) }
}

const chainByDigest = `select r.session_id, s.client_id, p.xid as person_xid
  from refresh_tokens r join sessions s on s.id = r.session_id join persons p on p.id = s.person_id
  where r.token_hash = ?`

/** Finds the client and signs. */
async function issueToClient({ find }: RawDatabase, form: URLSearchParams): Promise<object> {
  const client = await find('select client_id from clients where client_id = ?', [form.get('client_id')])
  const claims = { sub: client?.['client_id'], aud: issuer, jti: newXid(), ...timesAt(Date.now()) }
  return { access_token: signed(claims), token_type: 'Bearer', expires_in: lifetimeInSeconds }
}

type NewTokens = {
  readonly session: number
  readonly client: number
  readonly access: string
  readonly refreshing: string
  readonly at: number
}

async function addTokens({ run }: RawStatements, { session, client, access, refreshing, at }: NewTokens) {
  const common = ['["openid","profile"]', JSON.stringify([issuer]), at] as const
  await run(
    `insert into access_tokens (xid, token_hash, client_id, session_id, scopes, audience, created_at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [newXid(), digestOf(access), client, session, ...common, at + lifetimeInSeconds * 1000],
  )
  await run(
    `insert into refresh_tokens (xid, token_hash, session_id, scopes, audience, created_at, expires_at, grace_uses)
      values (?, ?, ?, ?, ?, ?, ?, 0)`,
    [newXid(), digestOf(refreshing), session, ...common, at + 86_400_000],
  )
}

function tokenAnswer(access_token: string, refresh_token: string): object {
  const token_type = 'Bearer'
  return { access_token, token_type, expires_in: lifetimeInSeconds, scope: 'openid profile', refresh_token }
}

function timesAt(at: number): object {
  const iat = Math.floor(at / 1000)
  return { iss: issuer, iat, exp: iat + lifetimeInSeconds }
}

function signed(claims: object): string {
  const input = `${header}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function digestOf(text: string): string {
  return hash('sha256', text, 'hex')
}

function secret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url')
}

function newXid(): string {
  return `b${(lastXid++).toString(32).padStart(18, '0')}0`
}
