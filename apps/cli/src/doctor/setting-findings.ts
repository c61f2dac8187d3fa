import type { Config } from '@lgc/composition'
import { type Finding, error, fine, warning } from './finding.ts'

/** What the settings mean together. Each by itself was checked when it was read. */
export function settingFindings(config: Config): readonly Finding[] {
  return [keys(config), cookie(config), proxy(config), docs(config)]
}

function keys({ verificationKeys, keyEncryptionKeys, identifierHmacKey }: Config): Finding {
  const named = [...verificationKeys, ...keyEncryptionKeys]
  const secrets = [...named.map(({ secret }) => secret), identifierHmacKey]
  if (secrets.some((secret) => secret.includes('development-only'))) {
    const cure =
      'Set LGC_VERIFICATION_KEYS, LGC_IDENTIFIER_HMAC_KEY and LGC_KEY_ENCRYPTION_KEYS to random values before others use it.'
    return warning('keys', 'the keys of development are in use; everybody can read them', cure)
  }
  if (new Set(secrets).size < secrets.length) {
    const cure = 'Give LGC_IDENTIFIER_HMAC_KEY and every verification and encryption key a value of its own.'
    return warning('keys', 'one secret serves two purposes', cure)
  }
  return fine('keys', `${verificationKeys.length} for verification, the first one signs`)
}

/** The login cookie is Secure: a browser keeps it over https, and on this machine. */
function cookie({ issuer }: Config): Finding {
  const { protocol, hostname } = new URL(issuer)
  const isLoopback =
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost')
  if (protocol === 'https:' || isLoopback) return fine('issuer', `${issuer}; browsers keep the login cookie`)
  const cure = 'Put TLS in front of the service and set LGC_ISSUER to its https origin.'
  return error('issuer', `${issuer} is not https: browsers refuse the Secure login cookie`, cure)
}

function proxy({ issuer, trustedProxies }: Config): Finding {
  if (trustedProxies.length > 0) return fine('proxy', `believes ${trustedProxies.join(', ')}`)
  if (!issuer.startsWith('https:')) return fine('proxy', 'none is believed')
  const cure = 'Set TRUSTED_PROXIES to the addresses of what ends TLS.'
  return warning('proxy', 'the issuer is https but no proxy is believed: all callers look like one', cure)
}

function docs({ environment, areDocsServed }: Config): Finding {
  if (!areDocsServed) return fine('docs', 'are not served')
  if (environment !== 'production') return fine('docs', 'are served')
  return warning('docs', 'are served in production', 'Set LGC_DOCS=off unless everybody may read them.')
}
