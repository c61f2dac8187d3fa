import type { Xid } from '@lgc/kernel'
import type { ProtocolTerms } from '../registered-client.ts'

type Terms = Pick<ProtocolTerms, 'frontchannelLogoutUri' | 'frontchannelLogoutSessionRequired'>

/**
 * What a browser loads in a frame so that a client signs it out there (OpenID Connect Front-Channel Logout 1.0,
 * section 2); null where a client asks for nothing.
 */
export function frontChannelUri(
  { frontchannelLogoutUri: uri, frontchannelLogoutSessionRequired: isSessionRequired }: Terms,
  { issuer, sessionXid }: { readonly issuer: string; readonly sessionXid: Xid },
): string | null {
  if (uri === null || !isSessionRequired) return uri
  const query = new URLSearchParams({ iss: issuer, sid: sessionXid }).toString()
  return `${uri}${uri.includes('?') ? '&' : '?'}${query}`
}
