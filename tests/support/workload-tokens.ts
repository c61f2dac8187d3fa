import { hash } from 'node:crypto'
import { codeVerifier } from './oidc.ts'
import type { Reply } from './processes.ts'
import { redirectUri } from './signing-in.ts'
import {
  type Asked,
  type Meaning,
  type Run,
  type Step,
  ask,
  live,
  liveFor,
  nothing,
  over,
  until,
} from './workload-asking.ts'
import type { Operation, Subject } from './workload-checker.ts'
import { verify } from './workload-people.ts'

/** Every token that one sign-in brought, and the refresh token that is to be used next. */
type Chain = { readonly subjects: Subject[]; newest: string }

/** Signs in by OpenID Connect, refreshes the tokens, and revokes every other chain. */
export async function useTokens(run: Run, person: string, life: number): Promise<void> {
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
    const next: Subject = `refresh_token ${chain.newest}`
    const access: Subject = `access_token ${String(body['access_token'])}`
    chain.subjects.push(next, access)
    const made = [...live(next), ...liveFor(Number(body['expires_in']), access)]
    return { shows: live(...spent), writes: [...over(...spent), ...made] }
  }
  return ask(run, {
    kind,
    path: '/token',
    outgoing: { form, headers: { Authorization: run.products.oidc.authorization } },
    does: over(...spent),
    answers: { '200': good, ...others },
  })
}

export function introspect(run: Run, subject: Subject, kind: 'check' | 'confirm' = 'check'): Promise<Asked> {
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
