import { type Entry, entry } from './problem-entry.ts'

/** The refusals of OAuth and OpenID Connect beyond the native contract. */
export const openIdProblems = {
  parameter_repeated: entry(400, 'invalid_request', 'A parameter came several times.'),
  parameter_too_long: entry(400, 'invalid_request', 'A parameter is too long.'),
  state_too_long: entry(400, 'invalid_request', 'The state is too long.'),
  request_not_supported: entry(400, 'request_not_supported', 'Request objects are not supported.'),
  request_uri_not_supported: entry(
    400,
    'request_uri_not_supported',
    'Of request_uri only those of the pushed authorization request endpoint are supported.',
  ),
  request_uri_invalid: entry(400, 'invalid_request_uri', 'The request_uri is unknown, expired or used.'),
  request_uri_used: entry(400, 'invalid_request_uri', 'The pushed request was answered before.'),
  registration_not_supported: entry(400, 'registration_not_supported', 'Clients do not register on the way.'),
  pushed_request_required: entry(400, 'invalid_request', 'The client must push its authorization requests.'),
  grant_type_not_allowed: entry(400, 'unauthorized_client', 'The client may not use this grant type.'),
  response_type_missing: entry(400, 'invalid_request', 'The response_type is missing.'),
  response_mode_unsupported: entry(400, 'invalid_request', 'The response_mode is not supported.'),
  prompt_invalid: entry(400, 'invalid_request', 'The prompt is unknown, or combines none with another.'),
  max_age_invalid: entry(400, 'invalid_request', 'The max_age is no whole number of seconds.'),
  code_challenge_invalid: entry(400, 'invalid_request', 'The code_challenge has not the form of one.'),
  claims_invalid: entry(400, 'invalid_request', 'The claims parameter cannot be understood.'),
  acr_unmet: entry(400, 'unmet_authentication_requirements', 'The essential acr cannot be reached.'),
  resource_not_allowed: entry(400, 'invalid_target', 'The resource is not one of the client.'),
  dpop_thumbprint_invalid: entry(400, 'invalid_request', 'The dpop_jkt is no SHA-256 thumbprint.'),
  dpop_thumbprint_mismatch: entry(400, 'invalid_request', 'The dpop_jkt is not the key of the DPoP proof.'),
  id_token_hint_invalid: entry(400, 'invalid_request', 'The id_token_hint is no ID token of the client.'),
  account_selection_required: entry(
    400,
    'account_selection_required',
    'The person has to choose an account first.',
  ),
} as const satisfies Record<string, Entry>
