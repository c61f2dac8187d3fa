import { authenticationClass, prompts, proofAlgorithms, responseModes } from '@lgc/authentication'
import { grantTypes } from '@lgc/client'
import type { Config } from '@lgc/composition'

/** What the metadata says of an endpoint, and of what can be asked of it. */
type Feature = {
  readonly path: string
  /** The member that has the address of the endpoint. */
  readonly member: string
  readonly also?: (config: Config) => Readonly<Record<string, unknown>>
}

const provingMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
const authenticationMethods = [...provingMethods, 'none']

/** Clients may have scopes of their own besides. */
const scopes = [
  'openid',
  'profile',
  'profile.legal',
  'email',
  'phone',
  'identities',
  'company_code',
  'grants',
  'offline_access',
]

const features: readonly Feature[] = [
  // RFC 7517; OpenID Connect Discovery 1.0, section 3
  {
    path: '/jwks',
    member: 'jwks_uri',
    also: ({ signingAlgorithms }) => ({ id_token_signing_alg_values_supported: signingAlgorithms }),
  },
  // RFC 6749, section 3.1; RFC 7636; RFC 9207
  {
    path: '/authorize',
    member: 'authorization_endpoint',
    also: () => ({
      response_types_supported: ['code'],
      response_modes_supported: responseModes,
      prompt_values_supported: prompts,
      ui_locales_supported: ['en', 'ja'],
      claims_parameter_supported: true,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    }),
  },
  // RFC 6749, section 3.2
  {
    path: '/token',
    member: 'token_endpoint',
    also: () => ({
      grant_types_supported: grantTypes,
      token_endpoint_auth_methods_supported: authenticationMethods,
      token_endpoint_auth_signing_alg_values_supported: proofAlgorithms(false),
      dpop_signing_alg_values_supported: proofAlgorithms(false),
      scopes_supported: scopes,
    }),
  },
  // OpenID Connect Core 1.0, section 5.3
  { path: '/userinfo', member: 'userinfo_endpoint' },
  // RFC 7662
  {
    path: '/introspect',
    member: 'introspection_endpoint',
    also: () => ({
      introspection_endpoint_auth_methods_supported: provingMethods,
      introspection_endpoint_auth_signing_alg_values_supported: proofAlgorithms(false),
    }),
  },
  // RFC 7009
  {
    path: '/revoke',
    member: 'revocation_endpoint',
    also: () => ({
      revocation_endpoint_auth_methods_supported: authenticationMethods,
      revocation_endpoint_auth_signing_alg_values_supported: proofAlgorithms(false),
    }),
  },
  // OpenID Connect RP-Initiated Logout 1.0, section 2.1
  // OpenID Connect Back-Channel Logout 1.0, section 2.1; OpenID Connect Front-Channel Logout 1.0, section 3
  {
    path: '/logout',
    member: 'end_session_endpoint',
    also: () => ({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    }),
  },
  // RFC 9126
  {
    path: '/par',
    member: 'pushed_authorization_request_endpoint',
    also: () => ({ require_pushed_authorization_requests: false }),
  },
  // RFC 8628
  { path: '/device_authorization', member: 'device_authorization_endpoint' },
  // RFC 7591
  { path: '/client-registration', member: 'registration_endpoint' },
]

/** The metadata of the server (RFC 8414, OpenID Connect Discovery 1.0): of what is served, and of nothing else. */
export function metadataOf(
  servedPaths: ReadonlySet<string>,
  config: Config,
): Readonly<Record<string, unknown>> {
  const { issuer } = config
  const served = features.filter(({ path }) => servedPaths.has(path))
  const members = served.map(({ path, member, also }) => ({
    [member]: `${issuer}${path}`,
    ...also?.(config),
  }))
  return Object.assign(
    { issuer, subject_types_supported: ['public'], acr_values_supported: [authenticationClass] },
    ...members,
  ) as Readonly<Record<string, unknown>>
}
