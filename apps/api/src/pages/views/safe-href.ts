/**
 * The address if a person may be sent there: a path of this site, http(s), or the scheme of an installed
 * app, which has a dot (RFC 8252, section 7.1). This leaves out `javascript:` and `data:`.
 */
export function safeHref(address: string | null): string | null {
  if (address === null) return null
  const allowed = /^(?:\/(?![/\\])|https?:\/\/|[a-z][a-z0-9+-]*\.[a-z0-9.+-]*:)[^\s\\]*$/i
  return allowed.test(address) ? address : null
}

/** An address an image may be loaded from, under the content security policy of the pages. */
export function safeImage(address: string | null): string | null {
  if (address === null) return null
  return /^(?:\/(?!\/)|https?:\/\/|data:image\/)[^\s\\]+$/i.test(address) ? address : null
}
