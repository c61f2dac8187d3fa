import type { Config } from '@lgc/composition'
import { z } from 'zod'
import { cacheHeaders, cacheableJson, unchanged } from '../http/cacheable-json.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { metadataOf } from './metadata.ts'

const lifetimeInSeconds = 300

const answer = z.looseObject({ issuer: z.url(), jwks_uri: z.url() })

const common = {
  description:
    'What this server can do and where, by the names of the registry. The issuer is the one that is configured, ' +
    'whatever the request says of its host.',
  tag: 'OpenID Connect',
  credentials: [],
  answers: {
    200: {
      description: 'The metadata',
      schema: answer,
      headers: cacheHeaders,
      example: {
        issuer: 'https://login.example.com',
        jwks_uri: 'https://login.example.com/jwks',
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA'],
      },
    },
    ...unchanged,
  },
  errors: [],
} as const satisfies Partial<Operation>

const documents = [
  {
    path: '/.well-known/openid-configuration',
    operation: { ...common, id: 'openidConfiguration', summary: 'Read the metadata of the OpenID provider' },
  },
  {
    path: '/.well-known/oauth-authorization-server',
    operation: { ...common, id: 'oauthMetadata', summary: 'Read the metadata of the authorization server' },
  },
] as const

/** OpenID Connect Discovery 1.0, section 4, and RFC 8414, section 3: the same document at both places. */
export function metadataRoutes(
  config: Config,
  served: readonly Pick<Endpoint, 'path'>[],
): readonly Endpoint[] {
  const metadata = metadataOf(new Set(served.map(({ path }) => path)), config)
  return documents.map(({ path, operation }) => ({
    method: 'get',
    path,
    isForBrowsers: false,
    operation,
    handle: async (c) => cacheableJson(c, metadata, lifetimeInSeconds),
  }))
}
