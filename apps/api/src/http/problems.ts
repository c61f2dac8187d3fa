import { deviceProblems } from '../oidc/device-problems.ts'
import { registrationProblems } from '../oidc/registration/registration-problems.ts'
import { tokenProblems } from '../oidc/token-problems.ts'
import type { HttpContext } from './exchange.ts'
import { openIdProblems } from './openid-problems.ts'
import { type Entry, entry, invalid } from './problem-entry.ts'

/** Every refusal and what it says on the wire. A refusal without a line here does not compile. */
export const problems = {
  ...openIdProblems,
  ...tokenProblems,
  ...deviceProblems,
  ...registrationProblems,
  validation_failed: entry(400, 'invalid_request', 'The request is not well-formed; see fields.'),
  malformed_json: entry(
    400,
    'invalid_request',
    'The body is not JSON in UTF-8 with every member named once.',
  ),
  unsupported_media_type: entry(
    415,
    'invalid_request',
    'The content type or encoding of the body is not supported.',
  ),
  payload_too_large: entry(413, 'invalid_request', 'The body is too large.'),
  uri_too_long: entry(414, 'invalid_request', 'The address is too long.'),
  method_not_allowed: entry(405, 'invalid_request', 'The resource does not support the method; see Allow.'),
  route_not_found: entry(404, 'not_found', 'There is no such resource.'),
  server_error: entry(
    500,
    'server_error',
    'Something went wrong here. Quote the request id when you report it.',
  ),
  database_unavailable: entry(503, 'server_error', 'The service cannot work just now. Try again shortly.'),
  overloaded: entry(503, 'server_error', 'Too many requests of this kind are under way. Try again shortly.'),
  rate_limited: entry(429, 'rate_limited', 'Too many requests; see Retry-After.'),
  origin_not_allowed: entry(403, 'forbidden', 'Requests of this kind may come only from our own pages.'),

  cursor_unknown: invalid('cursor', 'unknown'),

  api_key_missing: entry(401, 'unauthorized', 'An API key is required in X-API-Key.'),
  api_key_invalid: entry(401, 'unauthorized', 'The API key is not valid.'),
  api_key_role_forbidden: entry(
    403,
    'forbidden',
    'The API key has another role than this resource requires.',
  ),

  identifier_unrecognized: entry(422, 'invalid_request', 'The identifier is none that is known here.'),
  identifier_type_not_allowed: entry(400, 'invalid_request', 'This kind of identifier is not allowed here.'),
  identifier_taken: entry(409, 'conflict', 'The identifier belongs to somebody already.'),
  self_registration_disabled: entry(403, 'forbidden', 'Registration is closed.'),
  password_too_weak: entry(422, 'invalid_request', 'The password is too weak; see details.reasons.'),
  type_mismatch: invalid('identity.type', 'type_mismatch'),
  challenge_missing: invalid('identity.challenge', 'required'),

  challenge_unsupported: entry(400, 'invalid_request', 'The identity is not proved by this method.'),
  identity_ambiguous: entry(409, 'conflict', 'Several identities may be meant; name one in identity_xid.'),
  not_provisioned_by_client: entry(403, 'forbidden', 'The client did not provision this identity.'),
  identifier_type_changed: invalid('identifier', 'type_mismatch'),
  idempotency_key_reused: entry(409, 'conflict', 'The idempotency key stands for another request.'),

  credentials_invalid: entry(401, 'unauthorized', 'The identifier or the credential is wrong.'),
  otp_expired: entry(401, 'unauthorized', 'The code has expired, or a newer one took its place.'),
  otp_attempts_exceeded: entry(
    401,
    'unauthorized',
    'There were too many guesses; ask for another code later.',
  ),
  sms_country_not_allowed: entry(422, 'invalid_request', 'No messages are sent to phones of this country.'),
  google_token_invalid: entry(401, 'unauthorized', 'The token of Google is not valid here.'),
  google_unavailable: entry(503, 'server_error', 'Google cannot be asked just now. Try again shortly.'),
  google_login_invalid: entry(
    400,
    'invalid_request',
    'The answer of Google is none that is waited for here.',
  ),
  google_login_denied: entry(403, 'access_denied', 'Google was not given leave to say who it is.'),
  account_locked: entry(423, 'forbidden', 'Too many wrong attempts; see details.locked_until.'),
  person_suspended: entry(403, 'access_denied', 'The account is suspended.'),

  reset_token_invalid: entry(400, 'invalid_request', 'The link is not valid, or was used before.'),
  reset_token_expired: entry(400, 'invalid_request', 'The link has expired; ask for another one.'),
  password_missing: entry(409, 'conflict', 'The person signs in without a password.'),
  email_missing: entry(409, 'conflict', 'The person has no e-mail address.'),
  email_already_verified: entry(409, 'conflict', 'The e-mail address is verified already.'),
  send_limit_reached: entry(429, 'rate_limited', 'Enough was sent to this address; try again later.'),

  verification_link_invalid: entry(400, 'invalid_request', 'The link is not valid, or was used before.'),
  verification_link_expired: entry(400, 'invalid_request', 'The link has expired; ask for another one.'),
  email_change_link_invalid: entry(400, 'invalid_request', 'The link is not valid, or was used before.'),
  email_change_link_expired: entry(400, 'invalid_request', 'The link has expired; ask for another one.'),
  email_unproved: entry(409, 'conflict', 'The e-mail address of the person has to be verified first.'),
  identifier_unchanged: invalid('identifier', 'unchanged'),
  reauthentication_required: entry(
    401,
    'login_required',
    'The person has to sign in again, or to send the current password.',
  ),

  verification_token_missing: entry(
    401,
    'login_required',
    'Neither a verification token nor a login session came.',
  ),
  verification_token_invalid: entry(401, 'login_required', 'The verification token is not valid.'),
  verification_token_expired: entry(401, 'login_required', 'The verification token has expired.'),
  verification_token_stale: entry(
    401,
    'login_required',
    'The verification token is older than the credential.',
  ),
  login_required: entry(401, 'login_required', 'The person has to sign in.'),

  client_unknown: entry(401, 'invalid_client', 'There is no such client.'),
  client_inactive: entry(403, 'unauthorized_client', 'The client is not active.'),
  client_authentication_failed: entry(401, 'invalid_client', 'The client secret is wrong.'),
  client_secret_missing: entry(401, 'invalid_client', 'The client must prove itself with its secret.'),
  client_secret_not_allowed: entry(401, 'invalid_client', 'A public client has no secret to send.'),
  client_authentication_ambiguous: entry(
    400,
    'invalid_request',
    'The client proved itself in two ways at once.',
  ),

  redirect_uri_mismatch: entry(400, 'invalid_request', 'The redirect URI is not registered for the client.'),
  redirect_uri_differs: {
    ...entry(400, 'invalid_grant', 'The redirect URI is not the one that the code was issued for.'),
    code: 'redirect_uri_mismatch',
  },
  response_type_unsupported: entry(400, 'unsupported_response_type', 'Only response_type=code is supported.'),
  grant_type_unsupported: entry(400, 'unsupported_grant_type', 'Only authorization_code is supported.'),
  scope_invalid: entry(400, 'invalid_scope', 'The scope is empty or not well-formed.'),
  scope_not_allowed: entry(400, 'invalid_scope', 'The client may not ask for these scopes; see details.'),
  scope_not_requested: entry(400, 'invalid_scope', 'Only scopes that were requested can be approved.'),
  openid_required: invalid('approved_scopes', 'openid_required'),
  approved_scopes_missing: invalid('approved_scopes', 'required'),
  pkce_required: entry(400, 'invalid_request', 'A public client must send a code challenge.'),
  pkce_method_unsupported: entry(400, 'invalid_request', 'Only the challenge method S256 is supported.'),
  pkce_verifier_missing: entry(
    400,
    'invalid_grant',
    'The code was issued for a challenge; its verifier is missing.',
  ),
  pkce_verifier_mismatch: entry(400, 'invalid_grant', 'The verifier does not answer the challenge.'),
  pkce_verifier_unexpected: entry(400, 'invalid_grant', 'The code was issued without a challenge.'),
  consent_required: entry(400, 'consent_required', 'The person has to consent first.'),
  grant_required: entry(403, 'access_denied', 'The person has no grant for this client.'),
  grant_revoked: entry(403, 'access_denied', 'The grant of the person for this client was revoked.'),

  authorization_code_invalid: entry(400, 'invalid_grant', 'The code is not valid.'),
  authorization_code_expired: entry(400, 'invalid_grant', 'The code has expired.'),
  authorization_code_used: entry(
    400,
    'invalid_grant',
    'The code was used before; what it brought is revoked.',
  ),
  authorization_code_client_mismatch: entry(400, 'invalid_grant', 'The code belongs to another client.'),

  person_not_found: entry(404, 'not_found', 'There is no such person.'),
  identity_not_found: entry(404, 'not_found', 'There is no such identity.'),
  client_not_found: entry(404, 'not_found', 'There is no such client.'),
  grant_not_found: entry(404, 'not_found', 'There is no such grant.'),
  grant_already_exists: entry(409, 'conflict', 'The person has an active grant; see details.grant_xid.'),
  grant_already_revoked: entry(409, 'conflict', 'The grant was revoked before.'),
  session_unknown: {
    ...entry(404, 'not_found', 'There is no such session.'),
    code: 'session_not_found',
  },
  consent_not_found: entry(404, 'not_found', 'There is no such consent.'),
  realm_not_found: entry(404, 'not_found', 'There is no such realm.'),
  realm_taken: entry(409, 'conflict', 'The name belongs to another realm.'),
  default_realm_fixed: entry(409, 'conflict', 'The default realm keeps its name.'),
  realm_forbidden: entry(403, 'forbidden', 'This is for keys of the default realm.'),
  api_key_not_found: entry(404, 'not_found', 'There is no such API key.'),
  api_key_already_revoked: entry(409, 'conflict', 'The API key was revoked before.'),
  client_id_taken: entry(409, 'conflict', 'The client_id belongs to another client.'),
  client_is_public: entry(409, 'conflict', 'A public client has no secret.'),
  client_proves_by_key: entry(409, 'conflict', 'The client proves itself with its keys; it has no secret.'),
  client_id_invalid: invalid('client_id', 'pattern'),
  name_invalid: invalid('name', 'length'),
  redirect_uri_invalid: invalid('redirect_uris', 'redirect_uri'),
  code_lifetime_invalid: invalid('code_lifetime_in_seconds', 'range'),
  logo_uri_invalid: invalid('logo_uri', 'https'),
  brand_color_invalid: invalid('brand_color', 'pattern'),
  oauth_setting_invalid: invalid('oauth', 'setting'),
  network_invalid: invalid('allowed_networks', 'cidr'),
  expires_at_past: invalid('expires_at', 'future'),
  access_level_invalid: invalid('access_level', 'pattern'),

  session_missing: entry(401, 'unauthorized', 'A session token is required as Bearer.'),
  session_not_found: entry(401, 'unauthorized', 'There is no such session.'),
  session_expired: entry(401, 'unauthorized', 'The session has reached its end.'),
  session_idle_timeout: entry(401, 'unauthorized', 'The session was idle for too long.'),
  session_client_mismatch: entry(403, 'forbidden', 'The session belongs to another client.'),
  session_kind_mismatch: entry(403, 'forbidden', 'A session of the other kind is required.'),
  insufficient_scope: entry(403, 'insufficient_scope', 'The scope openid is required.'),
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof problems

/** A refusal as use cases give it: its name, or its name with details. */
export type Refusal<Reason extends string = ProblemCode> =
  | Reason
  | { readonly reason: Reason; readonly details: Readonly<Record<string, unknown>> }

export type FieldProblem = { readonly path: string; readonly rule: string }

type Extra = {
  readonly fields?: readonly FieldProblem[]
  readonly headers?: Readonly<Record<string, string>>
}

/** Seconds after which a caller may try again when we cannot serve just now and the refusal says no number. */
const retryAfterSeconds: Readonly<Record<string, string>> = {
  database_unavailable: '5',
  overloaded: '1',
  google_unavailable: '30',
}

type ProblemBody = {
  readonly error: string
  readonly code: string
  readonly error_description: string
  readonly request_id: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly fields?: readonly FieldProblem[]
}

/** The error envelope. */
export function problemBody(c: HttpContext, refusal: Refusal, fields?: readonly FieldProblem[]): ProblemBody {
  const { reason, details } = typeof refusal === 'string' ? { reason: refusal, details: undefined } : refusal
  const known: Entry = problems[reason]
  const faulty = fields ?? (known.field && [known.field])
  return {
    error: known.error,
    code: known.code ?? reason,
    error_description: known.description,
    request_id: c.get('requestId'),
    ...(details ? { details } : {}),
    ...(faulty ? { fields: faulty } : {}),
  }
}

/** Answers with the error envelope. */
export function problem(c: HttpContext, refusal: Refusal, { fields, headers = {} }: Extra = {}): Response {
  const reason = reasonOf(refusal)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  const wait = typeof refusal === 'string' ? undefined : refusal.details['retry_after']
  const retryAfter = typeof wait === 'number' ? String(wait) : retryAfterSeconds[reason]
  if (retryAfter !== undefined) c.header('Retry-After', retryAfter)
  return c.json(problemBody(c, refusal, fields), problems[reason].status as 400)
}

export function reasonOf(refusal: Refusal): ProblemCode {
  return typeof refusal === 'string' ? refusal : refusal.reason
}
