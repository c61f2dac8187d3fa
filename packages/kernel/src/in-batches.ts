/** Does a little at a time, so that nobody waits for it, until there was less to do than fits; tells how much. */
export async function inBatches(size: number, work: (size: number) => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const count = await work(size)
    total += count
    if (count < size) return total
  }
}
