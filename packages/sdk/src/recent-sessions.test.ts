import { describe, expect, it } from 'vitest'
import type { Answer } from './answer.ts'
import { recentSessions } from './recent-sessions.ts'
import type { Session } from './session.ts'

const session: Session = {
  xid: 'dc15unbqbt112b2nq470',
  personXid: 'dc15unbqbt112b2nq460',
  clientId: 'bar-app',
  scopes: ['openid'],
  amr: ['pwd'],
  createdAt: '2026-01-02T03:04:05.678Z',
  lastActiveAt: '2026-01-02T03:04:05.678Z',
  expiresAt: '2026-01-02T03:04:05.678Z',
  idleExpiresAt: '2026-01-02T03:04:05.678Z',
  grant: null,
}
const good: Answer<Session> = { ok: true, value: session }
const over: Answer<Session> = {
  ok: false,
  problem: { code: 'session_not_found', status: 401, requestId: 'request-1', details: {} },
}

/** A cache in front of a service that answers what the test says, on a clock that the test moves. */
function world(maxEntries?: number) {
  const state = { now: 0, answer: good, asked: [] as string[] }
  const recent = recentSessions(() => state.now, maxEntries)
  const check = (token: string, forMilliseconds: number) =>
    recent.check({
      token,
      forMilliseconds,
      ask: async () => {
        state.asked.push(token)
        return state.answer
      },
    })
  return { state, recent, check }
}

describe('recent sessions', () => {
  it('are asked for every time unless told otherwise', async () => {
    const { state, check } = world()
    await check('a', 0)
    await check('a', 0)
    expect(state.asked).toEqual(['a', 'a'])
  })

  it('are served as long as the caller allows, and not a millisecond longer', async () => {
    const { state, check } = world()
    await check('a', 500)
    state.now = 499
    expect(await check('a', 500)).toEqual(good)
    expect(state.asked).toHaveLength(1)
    state.now = 500
    await check('a', 500)
    expect(state.asked).toHaveLength(2)
  })

  it('are as old as the caller of now allows, not the one of then', async () => {
    const { state, check } = world()
    await check('a', 1000)
    state.now = 200
    await check('a', 100)
    await check('a', 0)
    expect(state.asked).toHaveLength(3)
  })

  it('count from the question, however long the answer took', async () => {
    const { state, recent, check } = world()
    const ask = async () => {
      state.now = 450
      return good
    }
    await recent.check({ token: 'a', forMilliseconds: 500, ask })
    state.now = 500
    await check('a', 500)
    expect(state.asked).toEqual(['a'])
  })

  it('hold no refusal, and none stays that was refused since', async () => {
    const { state, check } = world()
    await check('a', 1000)
    state.answer = over
    expect(await check('a', 0)).toEqual(over)
    expect(await check('a', 1000)).toEqual(over)
    expect(await check('a', 1000)).toEqual(over)
    expect(state.asked).toHaveLength(4)
  })

  it('belong to one token alone', async () => {
    const { state, check } = world()
    await check('a', 1000)
    await check('b', 1000)
    expect(state.asked).toEqual(['a', 'b'])
  })

  it('are forgotten when one ends, and so is an answer that was under way', async () => {
    const { state, recent, check } = world()
    await check('a', 1000)
    const ask = async () => {
      recent.forgetAll()
      return good
    }
    await recent.check({ token: 'b', forMilliseconds: 1000, ask })
    await check('a', 1000)
    await check('b', 1000)
    expect(state.asked).toEqual(['a', 'a', 'b'])
  })

  it('are so many and no more, the oldest going first', async () => {
    const { state, check } = world(2)
    for (const token of ['a', 'b', 'c', 'b', 'c', 'a']) await check(token, 1000)
    expect(state.asked).toEqual(['a', 'b', 'c', 'a'])
  })

  it.each([-1, 1001, Number.NaN, Number.POSITIVE_INFINITY])(
    'are not kept for %s milliseconds',
    async (time) => {
      const { state, check } = world()
      await expect(check('a', time)).rejects.toThrow(RangeError)
      expect(state.asked).toEqual([])
    },
  )

  it('survive a question that nobody answered', async () => {
    const { recent, check } = world()
    const ask = () => Promise.reject(new Error('nobody there'))
    await expect(recent.check({ token: 'a', forMilliseconds: 500, ask })).rejects.toThrow('nobody there')
    expect(await check('a', 500)).toEqual(good)
  })
})
