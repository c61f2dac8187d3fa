import type { Page, PageRequest } from '@lgc/kernel'

const pageSize = 100
const most = 10_000

/** Everything on a list, read page by page; what comes after the first ten thousand is left to the API. */
export async function allOf<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = []
  let after: PageRequest['after'] = null
  do {
    const page: Page<T> = await read({ limit: pageSize, after })
    all.push(...page.items)
    after = page.next
  } while (after !== null && all.length < most)
  return all
}
