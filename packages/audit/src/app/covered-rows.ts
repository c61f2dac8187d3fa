import type { Placed } from '../domain/check-batch.ts'
import type { Seal } from '../domain/seal.ts'
import type { SealableLog, Seals } from './ports.ts'

/** A seal and the rows it covers; null when there is nothing to hold against it. */
export type Covered = { readonly seal: Seal; readonly placed: readonly Placed[] | null }

const sealsAtATime = 100
/** Of how many seals the rows are under way, so that neither the database nor the digests wait for the other. */
const batchesAhead = 3

/** Every seal in its order. The rows of the next ones are under way while those of this one are looked at. */
export async function* coveredRows(
  { seals, logs }: { readonly seals: Seals; readonly logs: readonly SealableLog[] },
  isNeeded: (seal: Seal) => boolean,
): AsyncGenerator<Covered> {
  const load = async (seal: Seal | undefined): Promise<readonly Placed[] | null> => {
    const log = logs.find(({ name }) => name === seal?.log)
    if (!seal || !log || seal.kind === 'tombstone' || !isNeeded(seal)) return null
    return log.listPlaced(seal.firstPosition, seal.lastPosition)
  }
  for (let sequence = 0; ; ) {
    const page = await seals.listAfter(sequence, sealsAtATime)
    const loading: ReturnType<typeof load>[] = []
    const begin = (seal: Seal | undefined): void => {
      const rows = load(seal)
      // A failure is met where the rows are awaited, or not at all when nobody asks for them any more.
      rows.catch(() => {})
      loading.push(rows)
    }
    for (const seal of page.slice(0, batchesAhead)) begin(seal)
    for (const [index, seal] of page.entries()) {
      const placed = (await loading.shift()) ?? null
      begin(page[index + batchesAhead])
      yield { seal, placed }
    }
    sequence = page.at(-1)?.sequence ?? sequence
    if (page.length < sealsAtATime) return
  }
}
