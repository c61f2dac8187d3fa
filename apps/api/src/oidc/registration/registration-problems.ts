import { type Entry, entry } from '../../http/problem-entry.ts'

/** RFC 7591, section 3.2.2. */
export const registrationProblems = {
  registration_token_missing: entry(401, 'unauthorized', 'A registration token is required as Bearer.'),
  registration_token_invalid: entry(401, 'invalid_token', 'The registration token is not valid.'),
  client_metadata_invalid: entry(
    400,
    'invalid_client_metadata',
    'The metadata cannot be registered; see fields.',
  ),
  client_redirect_uri_invalid: entry(
    400,
    'invalid_redirect_uri',
    'The redirect URIs cannot be registered; see fields.',
  ),
} as const satisfies Readonly<Record<string, Entry>>
