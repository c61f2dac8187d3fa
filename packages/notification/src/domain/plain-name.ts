/**
 * A name in one harmless line: without signs that break a header or reverse the text, and with nothing that
 * a mail program would turn into a link by itself.
 */
export function plainName(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ')
  const unlinked = line.replace(/[:/]+|[.@](?=\S)/gu, ' ').replace(/ +/g, ' ')
  return [...unlinked.trim()].slice(0, 60).join('')
}
