import { hash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '@lgc/composition'
import { addOidcProduct, basic, codeVerifier } from './oidc.ts'
import type { ApiProcess, Outgoing, Reply } from './processes.ts'
import { addApiKey, addProduct, redirectUri, testPassword } from './signing-in.ts'
import { type Change, type Journal, type Operation, type Subject, outcomeOf } from './workload-checker.ts'

/** Who answers: a process, or whatever stands before several of them. */
export type Target = Pick<ApiProcess, 'call'>

/** What the people of the load sign in to. Prepared once, before anything is broken. */
export type Products = {
  readonly native: { readonly clientId: string; readonly secret: string; readonly apiKey: string }
  readonly oidc: { readonly clientId: string; readonly authorization: string }
}

export type LoadSettings = {
  /** Asked anew for each request. */
  readonly next: () => Target
  readonly products: Products
  readonly workers: number
  /** Requests a second of all workers together; without it each asks as fast as it is answered. */
  readonly perSecond?: number
}

export type Load = {
  /** Grows while the load goes on. */
  readonly journal: Journal
  /** Lets every request under way end; then asks of everything in the journal whether it is as it was answered. */
  readonly stop: () => Promise<Journal>
}

/** A request without an answer for so long has an unknown outcome. */
const answerLimitInMilliseconds = 20_000
const pauseAfterRefusalInMilliseconds = 25

export async function prepareLoad(service: { readonly core: Core }): Promise<Products> {
  const product = await addProduct(service, { isFirstParty: true })
  const oidc = await addOidcProduct(service)
  return {
    native: {
      clientId: product.client.clientId,
      secret: product.secret ?? '',
      apiKey: await addApiKey(service, product),
    },
    oidc: {
      clientId: oidc.client.clientId,
      authorization: basic(oidc.client.clientId, oidc.secret ?? ''),
    },
  }
}

/** What an answer means for what it is about. */
type Meaning = { readonly writes?: readonly Change[]; readonly shows?: readonly Change[] }

type Step = {
  readonly kind: Operation['kind']
  readonly path: string
  readonly outgoing?: Outgoing
  /** What it does, as far as that is known before the answer: without an answer it may have been done. */
  readonly does?: readonly Change[]
  /** By status and code, such as `201` or `409 identifier_taken`. Any other answer but 503 is a violation. */
  readonly answers: Readonly<Record<string, (reply: Reply) => Meaning>>
}

type Run = LoadSettings & {
  readonly journal: Operation[]
  isStopping: boolean
  nextAt: number
}

/** The answer to a step, or undefined when there was none that says what became of it. */
type Asked = Reply | undefined

export function startLoad(settings: LoadSettings): Load {
  const run: Run = { ...settings, journal: [], isStopping: false, nextAt: 0 }
  const workers = Array.from({ length: settings.workers }, (_, index) => work(run, index))
  return {
    journal: run.journal,
    async stop() {
      run.isStopping = true
      await Promise.all(workers)
      await confirm(run)
      return run.journal
    },
  }
}

async function work(run: Run, index: number): Promise<void> {
  for (let life = index; !run.isStopping; life++) {
    const person = `load-${randomBytes(8).toString('hex')}@example.com`
    if (!(await until(run, () => register(run, person)))) return
    await (life % 2 === 0 ? useSession(run, person, life) : useTokens(run, person, life))
  }
}

/** Tries again after an answer that says nothing, as a client does, until the load is to stop. */
async function until(run: Run, attempt: () => Promise<Asked>): Promise<Asked> {
  while (!run.isStopping) {
    const reply = await attempt()
    if (reply) return reply
    await pause(pauseAfterRefusalInMilliseconds * (1 + Math.random()))
  }
  return undefined
}

async function ask(run: Run, { path, outgoing, ...step }: Step): Promise<Asked> {
  await turn(run)
  const startedAt = performance.now()
  const reply = await answerOf(run.next(), path, outgoing)
  const operation = operationOf(step, reply)
  run.journal.push({ ...operation, startedAt, endedAt: performance.now() })
  return operation.outcome === 'unknown' ? undefined : reply
}

function operationOf(
  { kind, does = [], answers }: Pick<Step, 'kind' | 'does' | 'answers'>,
  reply: Asked,
): Omit<Operation, 'startedAt' | 'endedAt'> {
  if (!reply) return { ...unanswered, kind, doubts: does }
  const { status, headers } = reply
  const code = status < 400 ? null : String(reply.body['code'] ?? reply.body['error'])
  const outcome = outcomeOf(status)
  const meaning = answers[code === null ? `${status}` : `${status} ${code}`]
  return {
    ...unanswered,
    kind,
    status,
    code,
    retryAfter: headers['retry-after'] ?? null,
    outcome,
    isExpected: outcome === 'unknown' || meaning !== undefined,
    doubts: outcome === 'unknown' ? does : [],
    ...meaning?.(reply),
  }
}

const unanswered = {
  status: null,
  code: null,
  retryAfter: null,
  outcome: 'unknown',
  isExpected: true,
  writes: [],
  shows: [],
} as const

function answerOf(target: Target, path: string, outgoing: Outgoing | undefined): Promise<Asked> {
  const late = pause(answerLimitInMilliseconds, undefined, { ref: false })
  return Promise.race([target.call(path, outgoing).catch(() => undefined), late])
}

/** Waits for the moment of the next request, where there is a rate. */
async function turn(run: Run): Promise<void> {
  if (run.perSecond === undefined || run.isStopping) return
  const now = performance.now()
  run.nextAt = Math.max(run.nextAt + 1000 / run.perSecond, now)
  await pause(run.nextAt - now)
}

const nothing = (): Meaning => ({})
const live = (...subjects: readonly Subject[]): readonly Change[] =>
  subjects.map((subject) => ({ subject, becomes: 'live' }))
const over = (...subjects: readonly Subject[]): readonly Change[] =>
  subjects.map((subject) => ({ subject, becomes: 'over' }))

function register(run: Run, person: string): Promise<Asked> {
  const identity = { type: 'email', identifier: person, challenge: testPassword }
  const subject: Subject = `person ${person}`
  return ask(run, {
    kind: 'register',
    path: '/persons',
    outgoing: { json: { name_display: 'Ada', identity } },
    does: live(subject),
    answers: {
      '201': () => ({ writes: live(subject) }),
      '409 identifier_taken': () => ({ shows: live(subject) }),
    },
  })
}

function verify(run: Run, person: string, kind: 'verify' | 'confirm' = 'verify'): Promise<Asked> {
  const subject: Subject = `person ${person}`
  return ask(run, {
    kind,
    path: '/auth/verify',
    outgoing: { json: { method: 'password', identifier: person, password: testPassword } },
    answers: {
      '200': () => ({ shows: live(subject) }),
      '401 credentials_invalid': () => ({ shows: over(subject) }),
    },
  })
}

/** Signs in to the product of the native protocol, looks at the session, and ends every other one. */
async function useSession(run: Run, person: string, life: number): Promise<void> {
  const { clientId, secret } = run.products.native
  const proof = await until(run, () => verify(run, person))
  const request = { client_id: clientId, redirect_uri: redirectUri, scope: 'openid profile' }
  const json = { ...request, verification_token: String(proof?.body['verification_token']) }
  const authorize: Step = {
    kind: 'authorize',
    path: '/auth/authorize',
    outgoing: { json },
    answers: { '200': nothing },
  }
  const authorized = proof && (await until(run, () => ask(run, authorize)))
  if (!authorized) return
  const grant = { grant_type: 'authorization_code', code: authorized.body['code'], redirect_uri: redirectUri }
  const exchange: Step = {
    kind: 'exchange',
    path: '/auth/token',
    outgoing: { json: { ...grant, client_id: clientId, client_secret: secret } },
    answers: {
      '200': ({ body }) => ({ writes: live(`session ${String(body['session_token'])}`) }),
      '400 authorization_code_used': nothing,
    },
  }
  const exchanged = await until(run, () => ask(run, exchange))
  if (exchanged?.status !== 200) return
  const token = String(exchanged.body['session_token'])
  for (let round = 0; round < 2; round++) await until(run, () => checkSession(run, token))
  if (life % 4 === 0) await until(run, () => endSession(run, token))
  await until(run, () => checkSession(run, token))
}

function checkSession(run: Run, token: string, kind: 'check' | 'confirm' = 'check'): Promise<Asked> {
  const subject: Subject = `session ${token}`
  return ask(run, {
    kind,
    path: '/auth/session',
    outgoing: { headers: { Authorization: `Bearer ${token}`, 'X-API-Key': run.products.native.apiKey } },
    answers: {
      '200': () => ({ shows: live(subject) }),
      '401 session_not_found': () => ({ shows: over(subject) }),
    },
  })
}

function endSession(run: Run, token: string): Promise<Asked> {
  const subject: Subject = `session ${token}`
  return ask(run, {
    kind: 'end',
    path: '/auth/session',
    outgoing: { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } },
    does: over(subject),
    answers: {
      '204': () => ({ writes: over(subject) }),
      '401 session_not_found': () => ({ shows: over(subject) }),
    },
  })
}

/** Every token that one sign-in brought, and the refresh token that is to be used next. */
type Chain = { readonly subjects: Subject[]; newest: string }

/** Signs in by OpenID Connect, refreshes the tokens, and revokes every other chain. */
async function useTokens(run: Run, person: string, life: number): Promise<void> {
  const code = await openIdCode(run, person)
  if (code === undefined) return
  const chain: Chain = { subjects: [], newest: '' }
  const first = await until(run, () => redeem(run, code, chain))
  if (first?.status !== 200) return
  for (let round = 0; round < 3; round++) {
    const reply = await until(run, () => refresh(run, chain))
    if (reply?.status !== 200) return
    const newest = chain.subjects.at(-1)
    if (newest) await until(run, () => introspect(run, newest))
  }
  if (life % 4 === 1) await until(run, () => revoke(run, chain))
  for (const subject of chain.subjects.slice(-2)) await until(run, () => introspect(run, subject))
}

async function openIdCode(run: Run, person: string): Promise<string | undefined> {
  const proof = await until(run, () => verify(run, person))
  const json = { verification_token: String(proof?.body['verification_token']) }
  const begin: Step = {
    kind: 'login',
    path: '/auth/login-session',
    outgoing: { json },
    answers: { '201': nothing },
  }
  const begun = proof && (await until(run, () => ask(run, begin)))
  if (!begun) return undefined
  const query = new URLSearchParams({
    client_id: run.products.oidc.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: hash('sha256', codeVerifier, 'base64url'),
    code_challenge_method: 'S256',
  })
  const path = `/authorize?${query.toString()}`
  const Cookie = String(begun.headers['set-cookie']).split(';')[0] ?? ''
  const authorize: Step = {
    kind: 'authorize',
    path,
    outgoing: { headers: { Cookie } },
    answers: { '303': nothing },
  }
  const answer = await until(run, () => ask(run, authorize))
  return new URL(answer?.headers.location ?? 'none:').searchParams.get('code') ?? undefined
}

function redeem(run: Run, code: string, chain: Chain): Promise<Asked> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  return askForTokens(run, { kind: 'tokens', form: { ...form, code_verifier: codeVerifier } }, chain, {
    '400 authorization_code_used': nothing,
  })
}

/** Presented again after an answer that was lost, a token may turn out to be spent, which ends its chain. */
function refresh(run: Run, chain: Chain): Promise<Asked> {
  const form = { grant_type: 'refresh_token', refresh_token: chain.newest }
  const shows = over(`refresh_token ${chain.newest}`)
  return askForTokens(run, { kind: 'refresh', form }, chain, {
    '400 refresh_token_used': () => ({ shows, writes: over(...chain.subjects) }),
    '400 refresh_token_invalid': () => ({ shows }),
  })
}

function askForTokens(
  run: Run,
  { kind, form }: { readonly kind: Operation['kind']; readonly form: Readonly<Record<string, string>> },
  chain: Chain,
  others: Step['answers'],
): Promise<Asked> {
  const spent: readonly Subject[] = chain.newest === '' ? [] : [`refresh_token ${chain.newest}`]
  const good = ({ body }: Reply): Meaning => {
    chain.newest = String(body['refresh_token'])
    const made: readonly Subject[] = [
      `refresh_token ${chain.newest}`,
      `access_token ${String(body['access_token'])}`,
    ]
    chain.subjects.push(...made)
    return { shows: live(...spent), writes: [...over(...spent), ...live(...made)] }
  }
  return ask(run, {
    kind,
    path: '/token',
    outgoing: { form, headers: { Authorization: run.products.oidc.authorization } },
    does: over(...spent),
    answers: { '200': good, ...others },
  })
}

function introspect(run: Run, subject: Subject, kind: 'check' | 'confirm' = 'check'): Promise<Asked> {
  const [, token = ''] = subject.split(' ')
  return ask(run, {
    kind,
    path: '/introspect',
    outgoing: { form: { token }, headers: { Authorization: run.products.oidc.authorization } },
    answers: { '200': ({ body }) => ({ shows: body['active'] === true ? live(subject) : over(subject) }) },
  })
}

function revoke(run: Run, chain: Chain): Promise<Asked> {
  return ask(run, {
    kind: 'revoke',
    path: '/revoke',
    outgoing: {
      form: { token: chain.newest },
      headers: { Authorization: run.products.oidc.authorization },
    },
    does: over(...chain.subjects),
    answers: { '200': () => ({ writes: over(...chain.subjects) }) },
  })
}

/** Asks once of everything that any answer was about. */
async function confirm(run: Run): Promise<void> {
  const changes = run.journal.flatMap(({ writes, doubts }) => [...writes, ...doubts])
  const left = [...new Set(changes.map(({ subject }) => subject))]
  const ofOne = (subject: Subject): Promise<Asked> => {
    const [kind, name = ''] = subject.split(' ')
    if (kind === 'person') return verify(run, name, 'confirm')
    return kind === 'session' ? checkSession(run, name, 'confirm') : introspect(run, subject, 'confirm')
  }
  const worker = async (): Promise<void> => {
    for (let subject = left.pop(); subject; subject = left.pop()) await ofOne(subject)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}
