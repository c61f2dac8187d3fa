import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type AuthorizationRequest, type Prompt, prompts } from '../authorization-request.ts'
import { authenticationClass } from '../keys/id-token.ts'
import type { RegisteredClient } from '../registered-client.ts'
import { type ResponseMode, responseModes } from './openid-terms.ts'
import { type RequestedClaims, admitsValue, parseRequestedClaims } from './requested-claims.ts'

/** The parameters as they came, repeated ones included. */
export type RequestParameters = ReadonlyMap<string, readonly string[]>

export type OpenIdRequestRefusal =
  | 'parameter_repeated'
  | 'parameter_too_long'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'
  | 'pushed_request_required'
  | 'grant_type_not_allowed'
  | 'response_type_missing'
  | 'response_mode_unsupported'
  | 'scope_invalid'
  | 'prompt_invalid'
  | 'max_age_invalid'
  | 'code_challenge_invalid'
  | 'claims_invalid'
  | 'acr_unmet'
  | 'resource_not_allowed'
  | 'dpop_thumbprint_invalid'

/** A request on its way to being understood. */
export type Asked = {
  readonly parameters: RequestParameters
  readonly client: RegisteredClient
  /** Whether the client itself left it with us, so that no browser can have changed it. */
  readonly isPushed: boolean
}

type Check = (asked: Asked) => OpenIdRequestRefusal | undefined

/** Longest texts, in characters; what is not named is ignored and may be as long as an address may be. */
const longest: Readonly<Record<string, number>> = {
  nonce: 512,
  scope: 2079,
  login_hint: 255,
  ui_locales: 255,
  acr_values: 255,
  display: 64,
  id_token_hint: 8192,
}

/** All that is asked of the parameters themselves, in this order; a row is a paragraph of a specification. */
const checks: readonly Check[] = [
  checkRepetition,
  checkObjects,
  checkPushed,
  checkGrantType,
  checkResponseType,
  checkResponseMode,
  checkLengths,
  checkPrompt,
  checkMaxAge,
  checkCodeChallenge,
  checkClaims,
  checkResources,
  checkDpopThumbprint,
]

/** What the client may be told is wrong with its parameters, if anything is. */
function openIdRequestRefusal(asked: Asked): OpenIdRequestRefusal | undefined {
  for (const check of checks) {
    const refusal = check(asked)
    if (refusal) return refusal
  }
  return undefined
}

/** RFC 6749, section 3.1; only resource indicators may come several times (RFC 8707, section 2). */
function checkRepetition({ parameters }: Asked): OpenIdRequestRefusal | undefined {
  const isRepeated = [...parameters].some(([name, values]) => values.length > 1 && name !== 'resource')
  return isRepeated ? 'parameter_repeated' : undefined
}

/** OpenID Connect Core 1.0, section 6 and 7.2.1: said by name, and nothing is fetched. */
function checkObjects(asked: Asked): OpenIdRequestRefusal | undefined {
  if (one(asked, 'request') !== undefined) return 'request_not_supported'
  if (one(asked, 'request_uri') !== undefined) return 'request_uri_not_supported'
  return one(asked, 'registration') === undefined ? undefined : 'registration_not_supported'
}

/** RFC 9126, section 6. */
function checkPushed({ client, isPushed }: Asked): OpenIdRequestRefusal | undefined {
  return client.oauth.requiresPushedAuthorizationRequests && !isPushed ? 'pushed_request_required' : undefined
}

function checkGrantType({ client }: Asked): OpenIdRequestRefusal | undefined {
  return client.oauth.grantTypes.includes('authorization_code') ? undefined : 'grant_type_not_allowed'
}

function checkResponseType(asked: Asked): OpenIdRequestRefusal | undefined {
  return one(asked, 'response_type') === undefined ? 'response_type_missing' : undefined
}

function checkResponseMode(asked: Asked): OpenIdRequestRefusal | undefined {
  const mode = one(asked, 'response_mode')
  return mode === undefined || isResponseMode(mode) ? undefined : 'response_mode_unsupported'
}

function checkLengths(asked: Asked): OpenIdRequestRefusal | undefined {
  const tooLong = Object.entries(longest).find(([name, most]) => (one(asked, name)?.length ?? 0) > most)
  if (tooLong?.[0] === 'scope') return 'scope_invalid'
  return tooLong ? 'parameter_too_long' : undefined
}

/** OpenID Connect Core 1.0, section 3.1.2.1: `none` with anything else is an error. */
function checkPrompt(asked: Asked): OpenIdRequestRefusal | undefined {
  const wanted = words(one(asked, 'prompt'))
  const areKnown = wanted.every((word) => prompts.includes(word as Prompt))
  const isNoneWithMore = wanted.includes('none') && wanted.length > 1
  return areKnown && !isNoneWithMore ? undefined : 'prompt_invalid'
}

function checkMaxAge(asked: Asked): OpenIdRequestRefusal | undefined {
  const age = one(asked, 'max_age')
  return age === undefined || /^[0-9]{1,9}$/.test(age) ? undefined : 'max_age_invalid'
}

/** RFC 7636, section 4.2. */
function checkCodeChallenge(asked: Asked): OpenIdRequestRefusal | undefined {
  const challenge = one(asked, 'code_challenge')
  const isChallenge = challenge === undefined || /^[A-Za-z0-9_-]{43,128}$/.test(challenge)
  return isChallenge ? undefined : 'code_challenge_invalid'
}

/** An essential `acr` that we can never state is refused before anybody is asked for a password (section 5.5.1.1). */
function checkClaims(asked: Asked): OpenIdRequestRefusal | undefined {
  const text = one(asked, 'claims')
  const claims = text === undefined ? null : parseRequestedClaims(text)
  if (claims === undefined) return 'claims_invalid'
  return admitsValue(claims?.idToken['acr'], authenticationClass) ? undefined : 'acr_unmet'
}

/** RFC 8707, section 2: what the client was not registered for is no target. */
function checkResources({ parameters, client }: Asked): OpenIdRequestRefusal | undefined {
  const resources = parameters.get('resource') ?? []
  const areAllowed = resources.every((resource) => client.oauth.resources.includes(resource))
  return areAllowed && resources.length <= 20 ? undefined : 'resource_not_allowed'
}

/** RFC 9449, section 10: a SHA-256 thumbprint after RFC 7638. */
function checkDpopThumbprint(asked: Asked): OpenIdRequestRefusal | undefined {
  const thumbprint = one(asked, 'dpop_jkt')
  return thumbprint === undefined || /^[A-Za-z0-9_-]{43}$/.test(thumbprint)
    ? undefined
    : 'dpop_thumbprint_invalid'
}

/** Where to send the answer to a request that is wrong, as far as it can be made out. */
export function responseModeOf(parameters: RequestParameters): ResponseMode {
  const [mode] = parameters.get('response_mode') ?? []
  return mode !== undefined && isResponseMode(mode) ? mode : 'query'
}

type Found = { readonly hintedPersonXid: Xid | null; readonly pushedXid: Xid | null }

/** The request in our own words. Every check has passed. */
export function openIdRequest(
  asked: Asked,
  found: Found,
): Result<AuthorizationRequest, OpenIdRequestRefusal> {
  const refusal = openIdRequestRefusal(asked)
  if (refusal) return refuse(refusal)
  const { parameters, client } = asked
  const maxAge = one(asked, 'max_age')
  const claims = one(asked, 'claims')
  return accept({
    clientId: client.clientId,
    redirectUri: one(asked, 'redirect_uri') ?? '',
    responseType: one(asked, 'response_type') ?? '',
    scope: words(one(asked, 'scope')),
    state: one(asked, 'state') ?? null,
    nonce: null,
    codeChallenge: one(asked, 'code_challenge') ?? null,
    codeChallengeMethod: one(asked, 'code_challenge_method') ?? null,
    prompts: words(one(asked, 'prompt')) as readonly Prompt[],
    maxAgeInSeconds: maxAge === undefined ? client.oauth.defaultMaxAge : Number(maxAge),
    openid: {
      nonce: one(asked, 'nonce') ?? null,
      resources: parameters.get('resource') ?? [],
      claims: claims === undefined ? null : (parseRequestedClaims(claims) as RequestedClaims),
      dpopThumbprint: one(asked, 'dpop_jkt') ?? null,
      responseMode: responseModeOf(parameters),
      loginHint: one(asked, 'login_hint') ?? null,
      uiLocales: words(one(asked, 'ui_locales')),
      ...found,
    },
  })
}

function one({ parameters }: Pick<Asked, 'parameters'>, name: string): string | undefined {
  return parameters.get(name)?.[0]
}

/** Blank-delimited; each word counts once. */
function words(text: string | undefined): readonly string[] {
  return [...new Set((text ?? '').split(' ').filter((word) => word !== ''))]
}

function isResponseMode(mode: string): mode is ResponseMode {
  return responseModes.some((known) => known === mode)
}
