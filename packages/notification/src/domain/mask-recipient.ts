/** An address as an operator may see it: enough to recognise a report, too little to name a person. */
export function maskRecipient(address: string): string {
  const at = address.lastIndexOf('@')
  return at > 0 ? `${address.slice(0, 1)}***${address.slice(at)}` : '***'
}
