import { type Entry, entry } from '../http/problem-entry.ts'

const clientFault = (description: string): Entry => entry(401, 'invalid_client', description)
const grantFault = (description: string): Entry => entry(400, 'invalid_grant', description)

/**
 * What is refused at the endpoints of OAuth, by the names of RFC 6749, section 5.2. Where a refusal of the native flow
 * has another name or status here, it has a line of its own with the same code.
 */
export const tokenProblems = {
  client_authentication_missing: clientFault('The client must prove itself.'),
  client_auth_method_mismatch: clientFault('The client proves itself in another way than it registered.'),
  oauth_client_inactive: { ...clientFault('The client is not active.'), code: 'client_inactive' },

  oauth_grant_type_unsupported: {
    ...entry(400, 'unsupported_grant_type', 'The grant type is none that is known here.'),
    code: 'grant_type_unsupported',
  },
  oauth_person_suspended: { ...grantFault('The account is suspended.'), code: 'person_suspended' },
  oauth_grant_required: {
    ...grantFault('The person has no grant for this client.'),
    code: 'grant_required',
  },
  oauth_grant_revoked: {
    ...grantFault('The grant of the person for this client was revoked.'),
    code: 'grant_revoked',
  },
  consent_withdrawn: grantFault('The person or the operator took back what was granted.'),
  refresh_token_invalid: grantFault('The refresh token is not valid.'),
  refresh_token_expired: grantFault('The refresh token has expired, and its session with it.'),
  refresh_token_used: grantFault('The refresh token was replaced before; its session is ended.'),
  token_client_mismatch: grantFault('The token belongs to another client.'),
  scope_not_granted: entry(400, 'invalid_scope', 'Only scopes that were granted can be asked for.'),
  resource_not_granted: entry(400, 'invalid_target', 'Only resources that were granted can be asked for.'),
  dpop_proof_required: entry(400, 'invalid_dpop_proof', 'The client must prove its key with each request.'),
  dpop_key_mismatch: grantFault('What was presented is bound to another key.'),

  access_token_missing: entry(401, 'unauthorized', 'An access token is required.'),
  access_token_ambiguous: entry(
    400,
    'invalid_request',
    'The access token belongs in one place, and never in the query.',
  ),
  access_token_invalid: entry(401, 'invalid_token', 'The access token is not valid.'),
  access_token_expired: entry(401, 'invalid_token', 'The access token has expired.'),

  client_assertion_invalid: clientFault('The assertion of the client is not valid.'),
  client_assertion_replayed: clientFault('The assertion of the client was used before.'),
  client_keys_unavailable: clientFault('The keys of the client could not be had.'),

  dpop_proof_invalid: entry(400, 'invalid_dpop_proof', 'The DPoP proof is not valid.'),
  dpop_proof_replayed: entry(400, 'invalid_dpop_proof', 'The DPoP proof was used before.'),
  dpop_nonce_required: entry(400, 'use_dpop_nonce', 'The DPoP proof needs the nonce in DPoP-Nonce.'),
  resource_dpop_proof_invalid: {
    ...entry(401, 'invalid_dpop_proof', 'The DPoP proof is missing or not valid.'),
    code: 'dpop_proof_invalid',
  },
  resource_dpop_proof_replayed: {
    ...entry(401, 'invalid_dpop_proof', 'The DPoP proof was used before.'),
    code: 'dpop_proof_replayed',
  },
  resource_dpop_nonce_required: {
    ...entry(401, 'use_dpop_nonce', 'The DPoP proof needs the nonce in DPoP-Nonce.'),
    code: 'dpop_nonce_required',
  },
} as const satisfies Readonly<Record<string, Entry>>
