import type { Finding, FindingKind } from '@lgc/audit'

const words: Record<FindingKind, string> = {
  row_changed: 'says something else than when it was sealed',
  row_missing: 'is gone',
  row_added: 'was put in behind the seals',
  row_reordered: 'has changed places with another',
  row_unsealed: 'and what follows should have been sealed by now; run "lgc audit seal"',
  batch_changed: 'covers rows that say something else than when it was made',
  seal_changed: 'is not what was signed, or not in its place',
  seal_missing: 'is gone',
  seal_forged: 'is signed by none of our keys',
  head_missing: 'is not in the chain: its end was cut off or replaced',
}

/** One line: which row or seal, and what is wrong with it. */
export function findingWords({ kind, log, xid, position, seal }: Finding): string {
  if (xid !== null || position !== null) {
    const row = xid ?? `number ${position}`
    return `${log} ${row} ${words[kind]}${seal === null ? '' : ` (seal ${seal})`}`
  }
  return `seal ${seal} ${words[kind]}`
}
