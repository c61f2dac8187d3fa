import type { Finding } from './finding.ts'
import { type Digest, type LogRow, type Seal, rowDigest, rowsDigest } from './seal.ts'
import type { SealedRow } from './seal.ts'

/** A position that was given to a row, and the row if it is still there. */
export type Placed = SealedRow & { readonly row: LogRow | null }

type Suspect = Placed & { readonly row: LogRow }

/** Beyond so many in a batch, the rows are called changed without asking whether they only changed places. */
const mostSwaps = 100

/** Holds the rows that a seal covers, in the order of their positions, against it. */
export function checkBatch(seal: Seal, placed: readonly Placed[], digest: Digest): readonly Finding[] {
  const actual = placed.map(({ row, position }) => row && rowDigest(seal.log, position, row, digest))
  const suspects = placed.filter((entry, index): entry is Suspect => {
    return entry.row !== null && actual[index] !== entry.digest
  })
  const findings = [
    ...gapsIn(seal, placed),
    ...placed.filter(({ row }) => row === null).map((entry) => finding(seal, 'row_missing', entry)),
    ...suspects.map((entry) => {
      const isElsewhere = suspects.length <= mostSwaps && hasChangedPlaces(seal, entry, suspects, digest)
      return finding(seal, isElsewhere ? 'row_reordered' : 'row_changed', entry)
    }),
  ]
  if (findings.length > 0) return findings
  const stored = rowsDigest(
    placed.map((entry) => entry.digest),
    digest,
  )
  return stored === seal.rowsDigest ? [] : [{ ...finding(seal, 'batch_changed'), seal: seal.sequence }]
}

/** True if the row is itself, but with the position or the number of another. */
function hasChangedPlaces(
  { log }: Seal,
  { row, position, digest: stored }: Suspect,
  others: readonly Suspect[],
  digest: Digest,
): boolean {
  return others.some((other) => {
    const moved = rowDigest(log, other.position, row, digest)
    const renumbered = rowDigest(log, position, { ...row, number: other.row.number }, digest)
    return moved === other.digest || moved === stored || renumbered === stored
  })
}

function gapsIn(seal: Seal, placed: readonly Placed[]): readonly Finding[] {
  if (placed.length === seal.count) return []
  const there = new Set(placed.map(({ position }) => position))
  return Array.from({ length: seal.count }, (_, index) => seal.firstPosition + index)
    .filter((position) => !there.has(position))
    .map((position) => finding(seal, 'row_missing', { position, xid: null }))
}

function finding(
  { log, sequence }: Seal,
  kind: Finding['kind'],
  { xid, position }: Pick<Finding, 'xid' | 'position'> = { xid: null, position: null },
): Finding {
  return { kind, log, xid, position, seal: sequence }
}
