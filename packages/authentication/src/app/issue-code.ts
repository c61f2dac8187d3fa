import { type Instant, type NewXid, type Result, accept, refuse } from '@lgc/kernel'
import { issueCode } from '../domain/authorization-code.ts'
import { authorizationResponse } from '../domain/authorization-response.ts'
import type { OpenIdParameters, OpenIdTerms } from '../domain/openid/openid-terms.ts'
import type { RegisteredClient } from '../domain/registered-client.ts'
import type { Admission } from './admission.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'

/** A code for the browser to carry to the client. */
export type Authorized = {
  readonly status: 'authorized'
  readonly code: string
  readonly expiresInSeconds: number
  readonly redirectTo: string
  readonly state: string | null
  readonly scopes: readonly string[]
}

export type IssuingTools = {
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Instant
  readonly issuer: string
}

/**
 * Keeps a code for the admitted person and records it; the raw code is in the answer and nowhere else. A request that
 * was pushed is answered once (RFC 9126, section 2.2).
 */
export async function issueAuthorizationCode(
  { codes, pushedRequests, record }: AuthenticationUnit,
  { checked, who }: Admission,
  scopes: readonly string[],
  { secrets, newXid, now, issuer }: IssuingTools,
): Promise<Result<Authorized, 'request_uri_used'>> {
  const { client, redirectUri, state } = checked
  const pushedXid = checked.openid?.pushedXid ?? null
  if (pushedXid !== null && !(await pushedRequests.answer(pushedXid, now))) return refuse('request_uri_used')
  const secret = secrets.make('lgac_')
  const terms = {
    xid: newXid(),
    digest: secrets.digest(secret),
    personXid: who.subject.personXid,
    clientXid: client.xid,
    scopes,
    redirectUri,
    codeChallenge: checked.codeChallenge,
    nonce: checked.nonce,
    loginSessionXid: who.loginSession?.xid ?? null,
    amr: who.amr,
    authTime: who.authTime,
    openid: openIdTerms(checked.openid),
  }
  const lifetimeInSeconds = codeLifetimeFor(client)
  await codes.add(issueCode(terms, lifetimeInSeconds, now))
  await record({
    action: 'authorization_code.issued',
    target: { type: 'authorization_code', xid: terms.xid },
    agent: { type: 'person', xid: terms.personXid },
    details: { client_xid: client.xid, scopes },
  })
  const answer = { code: secret, state, iss: issuer }
  return accept({
    status: 'authorized',
    code: secret,
    expiresInSeconds: lifetimeInSeconds,
    redirectTo: authorizationResponse(redirectUri, answer, checked.openid?.responseMode),
    state,
    scopes,
  })
}

/** FAPI 2.0 Security Profile, section 5.3.2.1: a code lives for 60 seconds at most. */
function codeLifetimeFor({ codeLifetimeInSeconds, oauth }: RegisteredClient): number {
  return oauth.profile === 'fapi2' ? Math.min(codeLifetimeInSeconds, 60) : codeLifetimeInSeconds
}

/** Only what the client is to get; how the browser was to be asked is done with. */
function openIdTerms(asked: OpenIdParameters | null): OpenIdTerms | null {
  if (asked === null) return null
  const { nonce, resources, claims, dpopThumbprint } = asked
  return { nonce, resources, claims, dpopThumbprint }
}
