type Waiting<Item> = {
  readonly item: Item
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Work for many items that come one by one: what comes while a group is under way waits for the next, and so do
 * all that come in the same turn of the event loop. Each caller goes on when the group with its item is done.
 */
export function inGroups<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  mostItems: number,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let isUnderWay = false

  const workOff = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, mostItems)
      await work(group.map(({ item }) => item)).then(
        () => group.forEach(({ resolve }) => resolve()),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      )
    }
    isUnderWay = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (isUnderWay) return
      isUnderWay = true
      setImmediate(() => void workOff())
    })
}
