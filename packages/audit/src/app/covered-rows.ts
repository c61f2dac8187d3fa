import type { Placed } from '../domain/check-batch.ts'
import type { Seal } from '../domain/seal.ts'
import type { SealableLog, Seals } from './ports.ts'

/** A seal and the rows it covers; null when there is nothing to hold against it. */
export type Covered = { readonly seal: Seal; readonly placed: readonly Placed[] | null }

const sealsAtATime = 100

/** Every seal in its order. The rows of the next one are under way while those of this one are looked at. */
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
    let loading = load(page[0])
    for (const [index, seal] of page.entries()) {
      const placed = await loading
      loading = load(page[index + 1])
      // A failure is met where the rows are awaited, or not at all when nobody asks for them any more.
      loading.catch(() => {})
      yield { seal, placed }
    }
    sequence = page.at(-1)?.sequence ?? sequence
    if (page.length < sealsAtATime) return
  }
}
