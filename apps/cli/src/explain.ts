import { type ClientSettingsProblem, type OAuthRule, oauthNames } from '@lgc/client'
import type { Core } from '@lgc/composition'
import type { Answer, CliRefusal } from './answer.ts'

type Operations = Pick<
  Core,
  | 'applyPerson'
  | 'createApiKey'
  | 'createGrant'
  | 'createRealm'
  | 'createRegistrationToken'
  | 'registerClient'
  | 'retryLogoutNotice'
  | 'retryMessage'
  | 'revokeKey'
  | 'rotateKey'
  | 'revokeApiKey'
  | 'revokeGrant'
  | 'rotateClientSecret'
  | 'setPassword'
  | 'switchClient'
  | 'switchPerson'
  | 'updateClient'
>
type RefusalOf<Answered> =
  Extract<Answered, { readonly ok: false }> extends { readonly refusal: infer R } ? R : never
type OperationRefusals = { [Name in keyof Operations]: RefusalOf<Awaited<ReturnType<Operations[Name]>>> }

/** Whatever a use case that the command line calls may refuse. */
export type OperationRefusal = OperationRefusals[keyof Operations]

type CodeOf<Refusal> = Refusal extends { readonly reason: infer Reason } ? Reason : Refusal
type Code = CodeOf<OperationRefusal>
type UriProblem = Extract<ClientSettingsProblem, { readonly reason: 'redirect_uri_invalid' }>['problem']

/** Every refusal has a line here or the build fails. */
const sentences: Record<Code, string> = {
  access_level_invalid: 'An access level has up to 32 lower case letters, digits and underscores.',
  api_key_already_revoked: 'This API key was revoked before.',
  api_key_not_found: 'There is no such API key.',
  api_key_taken: 'This value is an API key already; choose another one.',
  brand_color_invalid: 'The brand colour must look like #0f766e.',
  challenge_missing: 'An identity of this type needs a password.',
  challenge_unsupported: 'An identity of this type has no password.',
  client_id_invalid: 'A client_id has 3 to 64 letters, digits, dots, underscores and hyphens.',
  client_id_taken: 'There is a client of this client_id already.',
  client_is_public: 'This client is public: it has no secret.',
  client_proves_by_key: 'This client proves itself with its keys: it has no secret.',
  client_not_found: 'There is no such client.',
  code_lifetime_invalid: 'The lifetime of codes must be a whole number of seconds, 600 at most.',
  grant_already_exists: 'The person may enter this client already.',
  grant_already_revoked: 'This grant was revoked before.',
  grant_not_found: 'There is no such grant.',
  identifier_taken: 'The identifier belongs to somebody else.',
  identifier_unrecognized: 'This is no e-mail address, phone number or company code.',
  identities_missing: 'A person needs at least one identity.',
  idempotency_key_reused: 'The key stands for another request.',
  identity_not_found: 'Nobody has this identifier in the realm.',
  logo_uri_invalid: 'The logo must be an https address.',
  network_invalid: 'a network is written like 192.0.2.0/24 or 2001:db8::/32',
  keyring_full: 'Eight keys are published; wait until one that made way is over.',
  logout_notice_not_found: 'There is no such notice.',
  logout_notice_not_waiting: 'This notice was sent, or is about to be.',
  message_expired: 'The link in this message does not work any more; a new one has to be asked for.',
  message_not_found: 'There is no such message.',
  message_not_waiting: 'This message was sent, or is about to be.',
  name_invalid: 'The name is empty, too long, or has signs that a name may not have.',
  oauth_setting_invalid: 'A setting of OAuth is wrong',
  overloaded: 'Too much is being hashed at once; try again.',
  password_too_weak: 'The password is too weak',
  person_not_found: 'There is no such person.',
  realm_taken: 'There is a realm of this name already.',
  realm_unknown: 'There is no realm of this name.',
  redirect_uri_invalid: 'The address cannot be registered',
  rotation_under_way: 'The next key of this algorithm is announced already.',
  scope_invalid: 'A scope has up to 64 lower case letters, digits, dots, colons, hyphens and underscores.',
  signing_key_already_revoked: 'This key was revoked before.',
  signing_key_not_found: 'There is no key of this kid.',
}

const uriProblems: Record<UriProblem, string> = {
  not_absolute: 'it is not an absolute address in plain ASCII',
  too_long: 'it is longer than 2048 characters',
  has_fragment: 'it has a fragment',
  has_wildcard: 'it has a wildcard',
  has_userinfo: 'it has a name or password in it',
  scheme_not_allowed: 'its scheme is not https, nor a reverse domain name',
  http_not_loopback: 'plain http is for addresses of this machine only',
}

export const oauthRules: Readonly<Record<OAuthRule, string>> = {
  secret:
    'a client with a secret uses client_secret_basic or client_secret_post, one without private_key_jwt or none',
  enum: 'it is not known here',
  repeated: 'it is named twice',
  proof_required: 'client_credentials is not for public clients',
  required: 'it is missing',
  one_source: 'keys are given as jwks or as jwks_uri, not both',
  public_keys: 'it has what is no public key',
  usable_keys: 'it needs a key for ES256, PS256, RS256 (from 2048 bits on) or EdDSA, and has 20 keys at most',
  https: 'it must be an https address',
  range: 'it is too small or too large',
  longer_than_lifetime: 'it is longer than refresh_token_lifetime',
  web_address: 'it must be https, or http on this machine',
  absolute_uri: 'a resource is an absolute URI without a fragment, 512 letters at most',
  too_many: '20 are allowed at most',
  profile: 'the profile fapi2 wants it otherwise',
}

export function explain(refusal: OperationRefusal | Code): CliRefusal {
  if (typeof refusal === 'string') return { code: refusal, sentence: sentences[refusal] }
  const code = refusal.reason
  const sentence = sentences[code]
  if (refusal.reason === 'redirect_uri_invalid') {
    return { code, sentence: `${sentence}: ${uriProblems[refusal.problem]}.` }
  }
  if (refusal.reason === 'oauth_setting_invalid') {
    return {
      code,
      sentence: `${sentence}: oauth.${oauthNames[refusal.setting]}: ${oauthRules[refusal.rule]}.`,
    }
  }
  if (refusal.reason === 'password_too_weak') {
    return { code, sentence: `${sentence}: ${refusal.details.reasons.join(', ')}.` }
  }
  return { code, sentence }
}

export function refusedBy(refusal: OperationRefusal | Code): Answer {
  return { refusal: explain(refusal) }
}
