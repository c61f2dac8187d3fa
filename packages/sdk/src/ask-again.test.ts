import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { adminClient } from './admin/admin-client.ts'
import { LgcUnavailable } from './lgc-unavailable.ts'
import { provisioningClient } from './provisioning/provisioning-client.ts'

type Turn = () => Response
type Sent = { readonly path: string; readonly key: string | null; readonly body: string }

const realm = { xid: 'x', name: 'partners', created_at: '2026-01-02T03:04:05.678Z' }
const envelope = (code: string, details = {}) => ({ code, request_id: 'r', error: 'e', details })
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Turn =>
  () =>
    new Response(JSON.stringify(body), { status, headers })
const noAnswer: Turn = () => {
  throw new TypeError('fetch failed')
}

function withTurns(...turns: readonly Turn[]) {
  const sent: Sent[] = []
  const fetch = async (address: string, request: RequestInit): Promise<Response> => {
    const key = new Headers(request.headers).get('idempotency-key')
    const body = typeof request.body === 'string' ? request.body : ''
    sent.push({ path: new URL(address).pathname, key, body })
    const turn = turns[Math.min(sent.length, turns.length) - 1]
    if (!turn) throw new Error('nothing is left to answer')
    return turn()
  }
  const settings = { issuer: 'https://login.example', apiKey: 'lgk_1', fetch }
  return { settings, sent, admin: adminClient(settings), provisioning: provisioningClient(settings) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function afterWaiting<T>(seconds: number, asked: Promise<T>): Promise<T> {
  const settled = asked.catch((fault: unknown) => fault as T)
  await vi.advanceTimersByTimeAsync(seconds * 1000)
  return settled
}

describe('what LGC had no time for', () => {
  it('is asked again when LGC says, under the same key', async () => {
    const limited = json(429, envelope('rate_limited', { retry_after: 7 }))
    const busy = json(503, envelope('overloaded'), { 'Retry-After': '3' })
    const { admin, sent } = withTurns(limited, busy, json(201, realm))
    const asked = admin.realms.create('partners')
    await vi.advanceTimersByTimeAsync(6999)
    expect(sent.length).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(sent.length).toBe(2)
    await vi.advanceTimersByTimeAsync(3000)
    expect(await asked).toMatchObject({ ok: true, value: { name: 'partners' } })
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
    expect(sent[0]?.key).toMatch(/^[\x21-\x7e]{1,128}$/)
  })

  it('is left to the caller after five times, or when the wait is too long', async () => {
    const { admin, sent } = withTurns(json(503, envelope('overloaded'), { 'Retry-After': '1' }))
    expect(await afterWaiting(60, admin.persons.read('x'))).toBeInstanceOf(LgcUnavailable)
    expect(sent.length).toBe(5)
    const patient = withTurns(json(429, envelope('rate_limited', { retry_after: 61 })))
    expect(await patient.admin.persons.read('x')).toMatchObject({ problem: { code: 'rate_limited' } })
    expect(patient.sent.length).toBe(1)
  })

  it('is not asked again when LGC said no, or when it broke', async () => {
    for (const turn of [json(404, envelope('person_not_found')), json(500, envelope('server_error'))]) {
      const { admin, sent } = withTurns(turn)
      await afterWaiting(60, admin.persons.read('x'))
      expect(sent.length).toBe(1)
    }
  })
})

describe('what got no answer', () => {
  it('is asked again if it does nothing, or nothing twice', async () => {
    const reading = withTurns(noAnswer, json(404, envelope('person_not_found')))
    expect(await afterWaiting(1, reading.admin.persons.read('x'))).toMatchObject({ ok: false })
    const creating = withTurns(noAnswer, json(201, realm))
    expect(await afterWaiting(1, creating.admin.realms.create('partners'))).toMatchObject({ ok: true })
    expect(creating.sent[0]?.key).toBe(creating.sent[1]?.key)
  })

  it('is not asked again if it changes something', async () => {
    const { admin, sent } = withTurns(noAnswer)
    const asked = admin.persons.delete('x')
    expect(await afterWaiting(60, asked)).toBeInstanceOf(LgcUnavailable)
    expect(sent.length).toBe(1)
  })
})

describe('a list', () => {
  const one = (name: string, next: string | null): Turn =>
    json(200, { data: [{ ...realm, name }], next_cursor: next })

  it('is read as far as somebody iterates', async () => {
    const { admin, sent } = withTurns(one('a', 'c1'), one('b', 'c2'), one('c', null))
    const names: string[] = []
    for await (const { name } of admin.realms.list()) names.push(name)
    expect(names).toEqual(['a', 'b', 'c'])
    const few = withTurns(one('a', 'c1'))
    for await (const _ of few.admin.realms.list()) break
    expect([sent.length, few.sent.length]).toEqual([3, 1])
  })

  it('ends with what LGC refused', async () => {
    const { admin } = withTurns(json(403, envelope('realm_forbidden')))
    const iterating = async (): Promise<void> => {
      for await (const _ of admin.realms.list()) break
    }
    await expect(iterating()).rejects.toMatchObject({
      name: 'LgcRefused',
      problem: { code: 'realm_forbidden' },
    })
  })
})

describe('a load of many', () => {
  const person = { nameDisplay: 'A', identity: { type: 'sms', identifier: '+81' } } as const
  const results = (...codes: readonly string[]): Turn =>
    json(200, {
      results: codes.map((code, index) => ({ index, status: 'error', error: envelope(code) })),
      created: 0,
      failed: codes.length,
    })

  it('goes in chunks with keys of their own, and tells of each in order', async () => {
    const turns = [results('identifier_taken', 'scope_not_allowed'), results('password_too_weak')]
    const { provisioning, sent } = withTurns(...turns)
    const told: unknown[] = []
    const load = { idempotencyKey: 'load-1', chunkSize: 2 }
    for await (const item of provisioning.provisionAll([person, person, person], load)) {
      told.push(item.ok ? item.index : [item.index, item.problem.code])
    }
    expect(told).toEqual([
      [0, 'identifier_taken'],
      [1, 'scope_not_allowed'],
      [2, 'password_too_weak'],
    ])
    expect(sent.map(({ key }) => key)).toEqual(['load-1.0', 'load-1.2'])
    expect(sent.map(({ body }) => (JSON.parse(body) as { persons: unknown[] }).persons.length)).toEqual([
      2, 1,
    ])
  })

  it('tries those again for whom LGC had no time', async () => {
    const { provisioning, sent } = withTurns(results('overloaded'), results('identifier_taken'))
    const codes: string[] = []
    const iterating = async (): Promise<void> => {
      for await (const item of provisioning.provisionAll([person])) {
        if (!item.ok) codes.push(item.problem.code)
      }
    }
    await afterWaiting(1, iterating())
    expect(codes).toEqual(['identifier_taken'])
    expect(sent[0]).toEqual(sent[1])
  })

  it('stops when a chunk is refused as a whole', async () => {
    const { provisioning } = withTurns(json(401, envelope('api_key_invalid')))
    const iterating = async (): Promise<void> => {
      for await (const _ of provisioning.provisionAll([person])) break
    }
    await expect(iterating()).rejects.toMatchObject({ problem: { code: 'api_key_invalid' } })
  })
})
