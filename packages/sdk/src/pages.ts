import type { Answer } from './answer.ts'
import type { AskAgain, Question } from './ask-again.ts'
import { LgcRefused } from './lgc-refused.ts'
import { type Read, listOf, orNull, shape, text } from './read-shape.ts'
import { wireRecordOf } from './wire-names.ts'

/** A stretch of a list, and where the next one begins; null at the end. */
export type Page<T> = { readonly data: readonly T[]; readonly nextCursor: string | null }

export type PageRequest = { readonly cursor?: string; readonly limit?: number }

/** A list that is read a page at a time, as far as somebody iterates. Throws `LgcRefused` when LGC says no. */
export interface Pages<T> extends AsyncIterable<T> {
  page(request?: PageRequest): Promise<Answer<Page<T>>>
}

const largestPage = 100

export function pagesOf<T>(ask: AskAgain, path: string, read: Read<T>, filter: object = {}): Pages<T> {
  const readPage = shape({ data: listOf(read), nextCursor: orNull(text) })
  const page = ({ cursor, limit }: PageRequest = {}): Promise<Answer<Page<T>>> => {
    const question: Question = { method: 'GET', path: `${path}${queryOf({ ...filter, cursor, limit })}` }
    return ask(question, readPage)
  }
  return {
    page,
    async *[Symbol.asyncIterator]() {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const request = cursor === '' ? {} : { cursor }
        const answer: Answer<Page<T>> = await page({ ...request, limit: largestPage })
        if (!answer.ok) throw new LgcRefused(answer.problem)
        yield* answer.value.data
        cursor = answer.value.nextCursor
      }
    },
  }
}

export function queryOf(asked: object): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(wireRecordOf(asked))) query.set(name, String(value))
  return query.size === 0 ? '' : `?${query.toString()}`
}
