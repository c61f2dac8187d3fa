import { expect } from 'vitest'
import { issuer } from '../support/signing-in.ts'
import type { ConformanceModule } from './conformance-module.ts'

/** The configuration plan: one module, which reads the metadata and the keys. */
export const configModules: readonly ConformanceModule[] = [
  {
    name: 'oidcc-discovery-endpoint-verification',
    async run({ read }) {
      const metadata = await read('/.well-known/openid-configuration')
      expect(metadata).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        scopes_supported: expect.arrayContaining(['openid']),
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        // OpenID Connect Discovery 1.0, section 3: RS256 must be among them.
        id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
        claims_parameter_supported: true,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
      })
      const keys = (await read('/jwks'))['keys'] as readonly Readonly<Record<string, unknown>>[]
      expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
      for (const key of keys) {
        expect(key).toMatchObject({ kid: expect.any(String), use: 'sig', alg: expect.any(String) })
        for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret)
      }
      const algorithms = new Set(keys.map(({ alg }) => alg))
      expect(algorithms).toEqual(
        new Set(metadata['id_token_signing_alg_values_supported'] as readonly string[]),
      )
    },
  },
]
