import { redirectUri } from './signing-in.ts'
import { type Asked, type Run, type Step, ask, live, nothing, over, until } from './workload-asking.ts'
import type { Subject } from './workload-checker.ts'
import { verify } from './workload-people.ts'

/** Signs in to the product of the native protocol, looks at the session, and ends every other one. */
export async function useSession(run: Run, person: string, life: number): Promise<void> {
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

export function checkSession(run: Run, token: string, kind: 'check' | 'confirm' = 'check'): Promise<Asked> {
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
