import { publicKeysLifetimeInSeconds } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { cacheHeaders, cacheableJson, unchanged } from '../http/cacheable-json.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'

const answer = z.strictObject({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), use: z.literal('sig') })),
})

const operation: Operation = {
  id: 'jwks',
  summary: 'Read the public keys that tokens are signed with',
  description:
    'A JWK Set (RFC 7517). A key is here ten minutes before it signs anything, and until nothing that it signed is ' +
    'valid any more; whoever keeps this for five minutes never meets a signature by an unknown key.',
  tag: 'OpenID Connect',
  credentials: [],
  answers: {
    200: {
      description: 'The keys, newest first',
      schema: answer,
      headers: cacheHeaders,
      example: {
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
            y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
            kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
            alg: 'ES256',
            use: 'sig',
          },
        ],
      },
    },
    ...unchanged,
  },
  errors: [],
}

export function jwksRoute({ publishKeys }: Pick<Core, 'publishKeys'>): Endpoint {
  return {
    method: 'get',
    path: '/jwks',
    isForBrowsers: false,
    operation,
    handle: async (c) => cacheableJson(c, await publishKeys(), publicKeysLifetimeInSeconds),
  }
}

/** The same, where some look for it without reading the metadata first. */
export function wellKnownJwksRoute(core: Pick<Core, 'publishKeys'>): Endpoint {
  const summary = 'Read the public keys at a well-known address'
  return {
    ...jwksRoute(core),
    path: '/.well-known/jwks.json',
    operation: { ...operation, id: 'wellKnownJwks', summary },
  }
}
