import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../support/databases.ts'
import { type Fleet, openFleet } from '../../support/processes.ts'
import {
  type Journal,
  type Operation,
  faultsIn,
  figuresOf,
  recoveryAfter,
  violationsIn,
} from '../../support/workload-checker.ts'
import type { Products } from '../../support/workload-asking.ts'
import { type Load, prepareLoad, startLoad } from '../../support/workload.ts'

const kindsIn = (journal: Journal): ReadonlySet<string> => new Set(journal.map(({ kind }) => kind))

describe.each(databases.slice(-1))('what a load was answered, on $name', ({ create }) => {
  let fleet: Fleet
  let products: Products
  beforeAll(async () => {
    fleet = await openFleet(create)
    products = await prepareLoad(fleet)
  }, 30_000)
  afterAll(() => fleet.close())

  const begin = async (): Promise<Load> => {
    const load = startLoad({ next: fleet.next, products, workers: 4 })
    while (kindsIn(load.journal).size < 10 || load.journal.length < 150) await pause(100)
    return load
  }

  it('is what there is, where nothing is broken', async () => {
    const journal = await (await begin()).stop()
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(kindsIn(journal).size).toBe(11)
    expect(figuresOf(journal)).toMatchObject({ unavailable: 0, unanswered: 0 })
    expect(figuresOf(journal).acknowledgedWrites).toBeGreaterThan(20)
  }, 30_000)

  it('is seen to be lost when sessions or refresh tokens are', async () => {
    const load = await begin()
    const { db } = fleet.database
    await db.deleteFrom('refresh_tokens').where('spent_at', 'is', null).execute()
    await db.deleteFrom('sessions').where('client_id', 'is not', null).execute()
    const lost = violationsIn(await load.stop()).filter((line) => line.endsWith('is over, was live'))
    const kinds = lost.map((line) => /: (\w+) /.exec(line)?.[1])
    expect(new Set(kinds)).toEqual(new Set(['session', 'refresh_token', 'access_token']))
  }, 30_000)
})

describe('the checker of a journal', () => {
  const person = 'person ada@example.com'
  const token = 'session lgs_1'
  const usual: Operation = {
    kind: 'check',
    startedAt: 0,
    endedAt: 1,
    status: 200,
    code: null,
    retryAfter: null,
    outcome: 'acknowledged',
    isExpected: true,
    doubts: [],
    writes: [],
    shows: [],
  }
  const made = (subject: typeof person | typeof token, becomes: 'live' | 'over', endedAt = 1): Operation => ({
    ...usual,
    endedAt,
    writes: [{ subject, becomes }],
  })
  const doubted = (subject: typeof token, becomes: 'live' | 'over', endedAt: number): Operation => ({
    ...usual,
    endedAt,
    status: 503,
    retryAfter: '5',
    outcome: 'unknown',
    doubts: [{ subject, becomes }],
  })
  const shown = (
    subject: typeof person | typeof token,
    becomes: 'live' | 'over',
    endedAt = 9,
  ): Operation => ({
    ...usual,
    endedAt,
    shows: [{ subject, becomes }],
  })

  it.each<[string, readonly Operation[], number]>([
    ['a registration that is there', [made(person, 'live'), shown(person, 'live')], 0],
    ['a registration that is lost', [made(person, 'live'), shown(person, 'over')], 1],
    ['a session that was ended', [made(token, 'live'), made(token, 'over', 2), shown(token, 'over')], 0],
    ['a session that came back', [made(token, 'live'), made(token, 'over', 2), shown(token, 'live')], 1],
    [
      'an end without an answer, not done',
      [made(token, 'live'), doubted(token, 'over', 2), shown(token, 'live')],
      0,
    ],
    [
      'an end without an answer, done',
      [made(token, 'live'), doubted(token, 'over', 2), shown(token, 'over')],
      0,
    ],
    [
      'an end without an answer, done and undone',
      [made(token, 'live'), doubted(token, 'over', 2), shown(token, 'over', 3), shown(token, 'live')],
      1,
    ],
    ['what nobody made', [shown(token, 'live')], 1],
    ['what may have been made, and was', [doubted(token, 'live', 1), shown(token, 'live')], 0],
    ['what may have been made, and was not', [doubted(token, 'live', 1), shown(token, 'over')], 0],
    ['an answer that must not be given', [{ ...usual, isExpected: false, status: 403 }], 1],
    ['what could not be confirmed', [{ ...usual, kind: 'confirm', status: 503, outcome: 'unknown' }], 1],
  ])('judges %s', (_, journal, violations) => {
    expect(violationsIn(journal)).toHaveLength(violations)
  })

  it.each<[string, 'live' | 'over', number, number]>([
    ['that is over before its time', 'over', 59_000, 1],
    ['that is over in its time', 'over', 60_500, 0],
    ['that is live until its time', 'live', 60_500, 0],
    ['that is live long after its time', 'live', 63_000, 1],
    ['that is over long after its time', 'over', 63_000, 0],
  ])('judges a token of a minute %s', (_, becomes, at, violations) => {
    const issued: Operation = { ...usual, writes: [{ subject: token, becomes: 'live', livesForSeconds: 60 }] }
    const asked = { ...shown(token, becomes, at + 1), startedAt: at }
    expect(violationsIn([issued, asked])).toHaveLength(violations)
  })

  it('tells 503 with Retry-After from what no fault excuses', () => {
    const faults = [
      { ...usual, status: 503, retryAfter: '5' },
      { ...usual, status: 503 },
      { ...usual, status: 500, code: 'server_error' },
      { ...usual, status: null },
    ]
    expect(faultsIn(faults)).toEqual(['check: 503', 'check: 500 server_error', 'check: no answer'])
  })

  it('measures the longest time without an acknowledged write, and the recovery from a moment', () => {
    const write = (endedAt: number): Operation => ({ ...usual, kind: 'end', startedAt: endedAt - 1, endedAt })
    const journal = [write(10), write(20), write(95), { ...usual, endedAt: 60 }, write(100)]
    expect(figuresOf(journal)).toMatchObject({ acknowledgedWrites: 4, longestGapInMilliseconds: 75 })
    expect(recoveryAfter(journal, 30)).toBe(65)
  })
})
