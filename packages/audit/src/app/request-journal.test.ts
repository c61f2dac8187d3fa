import { type Instant, instant } from '@lgc/kernel'
import { expect, it } from 'vitest'
import type { ServedRequest } from '../domain/served-request.ts'
import { requestJournal } from './request-journal.ts'

const limits = { batch: 2, buffered: 3, intervalInMilliseconds: 60_000 }
const at: Instant = instant(1_700_000_000_000)
const request: ServedRequest = {
  requestId: 'request-1',
  method: 'GET',
  path: '/',
  status: 200,
  durationInMilliseconds: 1,
  address: '127.0.0.1',
  userAgent: 'test',
  clientXid: null,
  apiKeyXid: null,
  personXid: null,
  at,
}

it('writes what is left when it is closed, in batches', async () => {
  const batches: number[] = []
  const journal = requestJournal(async (batch) => void batches.push(batch.length), limits)
  for (let i = 0; i < 3; i++) journal.note(request)
  await journal.close()
  expect(batches).toEqual([2, 1])
  expect(journal.dropped()).toBe(0)
})

it('drops and counts what does not fit', async () => {
  const journal = requestJournal(async () => {}, limits)
  for (let i = 0; i < 5; i++) journal.note(request)
  expect(journal.dropped()).toBe(2)
  await journal.close()
})

it('counts a batch that could not be written and goes on', async () => {
  let calls = 0
  const append = async (): Promise<void> => {
    calls++
    if (calls === 1) throw new Error('the database is away')
  }
  const journal = requestJournal(append, limits)
  for (let i = 0; i < 3; i++) journal.note(request)
  await journal.close()
  expect(calls).toBe(2)
  expect(journal.dropped()).toBe(2)
})
