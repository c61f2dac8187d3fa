import { ClientSecretBasic, type Configuration, allowInsecureRequests, discovery } from 'openid-client'
import type { DemoSettings } from '../demo-settings.ts'

/** Asks the issuer once who it is, and again as long as it did not answer. */
export function issuerConfiguration({
  issuer,
  clientId,
  clientSecret,
}: Pick<DemoSettings, 'issuer' | 'clientId' | 'clientSecret'>): () => Promise<Configuration> {
  let found: Promise<Configuration> | undefined
  // Without TLS only where everything runs on one machine.
  const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : []
  const proof = ClientSecretBasic(clientSecret)
  return () => {
    found ??= discovery(new URL(issuer), clientId, undefined, proof, { execute }).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}
