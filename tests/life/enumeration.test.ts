import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Answer, type Service, openService } from '../support/service.ts'
import { addPerson, freshName, testCaller, testPassword, testSettings, valueOf } from '../support/world.ts'

const derivations = vi.hoisted(() => ({ count: 0 }))

type Derive = (...input: readonly unknown[]) => Promise<unknown>
type Library = { readonly hash: Derive; readonly verify: Derive }

/** The library as it is, and how often its key derivation function ran. */
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const library = await importOriginal<Library>()
  return {
    ...library,
    hash: (...input: readonly unknown[]) => {
      derivations.count++
      return library.hash(...input)
    },
    verify: (...input: readonly unknown[]) => {
      derivations.count++
      return library.verify(...input)
    },
  }
})

const samples = 60
const wrongPassword = 'a wrong guess at it'
const defaultCost = { ...testSettings.argon2, memoryInKibibytes: 19_456, iterations: 2 }

type Branch = 'unknown' | 'wrong' | 'suspended' | 'passwordless' | 'lockedKnown' | 'lockedUnknown'

/** What a caller can tell two answers by: everything but what differs between any two requests. */
function traitsOf({ status, headers, body }: Answer): unknown {
  const { request_id, details, ...rest } = body
  const shown: (readonly [string, string])[] = []
  headers.forEach((value, name) => name === 'x-request-id' || shown.push([name, value]))
  const shape = Object.keys(details ?? {})
  const lengths = [String(request_id).length, JSON.stringify(body).length]
  return { status, shown, rest, shape, lengths }
}

describe.each(databases)('who exists cannot be found out on $name', ({ create }) => {
  let service: Service
  const identifiers = {} as Record<Branch, string>

  const verify = (identifier: string): Promise<Answer> =>
    service.call('/auth/verify', { json: { method: 'password', identifier, password: wrongPassword } })

  const forgetAttempts = (): Promise<unknown> =>
    service.db.deleteFrom('sign_in_attempts').where('locked_until', 'is', null).execute()

  beforeAll(async () => {
    service = await openService(create, { argon2: defaultCost })
    const addresses = await Promise.all(Array.from({ length: 4 }, () => addPerson(service)))
    const [wrong, suspended, passwordless, locked] = addresses
    if (!wrong || !suspended || !passwordless || !locked) throw new Error('somebody is missing')
    const suspension = { personXid: suspended.person.xid, status: 'suspended', reason: null } as const
    valueOf(await service.core.switchPerson(suspension, testCaller))
    await service.db
      .updateTable('identities')
      .set({ challenge: null })
      .where('xid', '=', passwordless.identity.xid)
      .execute()
    identifiers.unknown = `${freshName('person')}@example.com`
    identifiers.wrong = wrong.identity.identifier
    identifiers.suspended = suspended.identity.identifier
    identifiers.passwordless = passwordless.identity.identifier
    identifiers.lockedKnown = locked.identity.identifier
    identifiers.lockedUnknown = `${freshName('person')}@example.com`
    for (let attempt = 0; attempt < 10; attempt++) {
      await Promise.all([verify(identifiers.lockedKnown), verify(identifiers.lockedUnknown)])
    }
  }, 30_000)
  afterAll(() => service.close())
  beforeEach(forgetAttempts)

  it.each([
    ['a wrong password', 'wrong'],
    ['a suspended person and a wrong password', 'suspended'],
    ['an identity without a password', 'passwordless'],
  ] as const)('by the answer to %s', async (_, branch) => {
    const unknown = await verify(identifiers.unknown)
    expect(unknown).toMatchObject({ status: 401, body: { code: 'credentials_invalid' } })
    expect(traitsOf(await verify(identifiers[branch]))).toEqual(traitsOf(unknown))
  })

  it('by the answer to attempts on what is locked', async () => {
    const known = await verify(identifiers.lockedKnown)
    expect(known).toMatchObject({ status: 423, body: { code: 'account_locked' } })
    expect(traitsOf(await verify(identifiers.lockedUnknown))).toEqual(traitsOf(known))
  })

  it('by the right password for what is locked', async () => {
    const json = { method: 'password', identifier: identifiers.lockedKnown, password: testPassword }
    const right = await service.call('/auth/verify', { json })
    expect(traitsOf(right)).toEqual(traitsOf(await verify(identifiers.lockedUnknown)))
  })

  it('by a phone number, known or not', async () => {
    const registration = { name_display: 'Ada', identity: { type: 'sms', identifier: '+819012345678' } }
    expect((await service.call('/persons', { json: registration })).status).toBe(201)
    derivations.count = 0
    const known = await verify('+819012345678')
    expect(known).toMatchObject({ status: 400, body: { code: 'challenge_unsupported' } })
    expect(traitsOf(await verify('+819012345679'))).toEqual(traitsOf(known))
    expect(derivations.count).toBe(0)
  })

  it.each([
    ['unknown', 401],
    ['wrong', 401],
    ['suspended', 401],
    ['passwordless', 401],
    ['lockedKnown', 423],
    ['lockedUnknown', 423],
  ] as const)('by the cost: one key derivation for %s', async (branch, status) => {
    derivations.count = 0
    expect((await verify(identifiers[branch])).status).toBe(status)
    expect(derivations.count).toBe(1)
  })

  it('by asking how somebody proves who they are', async () => {
    derivations.count = 0
    const identify = (identifier: string): Promise<Answer> =>
      service.call('/auth/identify', { json: { identifier } })
    const known = await identify(identifiers.wrong)
    const { identifier: named, ...said } = known.body
    expect(named).toBe(identifiers.wrong)
    for (const branch of ['unknown', 'suspended', 'passwordless', 'lockedKnown', 'lockedUnknown'] as const) {
      const { status, body } = await identify(identifiers[branch])
      const { identifier: echoed, ...rest } = body
      expect({ status, echoed, rest }).toEqual({ status: 200, echoed: identifiers[branch], rest: said })
    }
    expect(derivations.count).toBe(0)
  })

  it('by what a registration costs, though its answer has to tell', async () => {
    const register = (identifier: string): Promise<Answer> => {
      const identity = { type: 'email', identifier, challenge: 'a secret that is long' }
      return service.call('/persons', { json: { name_display: 'Ada', identity } })
    }
    for (const [identifier, status] of [
      [identifiers.wrong, 409],
      [identifiers.suspended, 409],
      [`${freshName('newcomer')}@example.com`, 201],
    ] as const) {
      derivations.count = 0
      expect((await register(identifier)).status).toBe(status)
      expect(derivations.count).toBe(1)
    }
  })

  it('by the time an answer takes', { timeout: 40_000, retry: 2 }, async () => {
    const branches = Object.keys(identifiers) as Branch[]
    const took = Object.fromEntries(branches.map((branch) => [branch, [] as number[]])) as Record<
      Branch,
      number[]
    >
    for (let sample = 0; sample < samples; sample++) {
      await forgetAttempts()
      // Begins with another branch every time, so that none always follows the pause between the rounds.
      for (let turn = 0; turn < branches.length; turn++) {
        const branch = branches[(sample + turn) % branches.length] ?? 'unknown'
        const startedAt = performance.now()
        await verify(identifiers[branch])
        took[branch].push(performance.now() - startedAt)
      }
    }
    for (const [branch, counterpart] of [
      ['wrong', 'unknown'],
      ['suspended', 'unknown'],
      ['passwordless', 'unknown'],
      ['lockedKnown', 'lockedUnknown'],
    ] as const) {
      const [one, other] = [medianOf(took[branch]), medianOf(took[counterpart])]
      const difference = Math.abs(one - other)
      expect(difference, `${branch} ${one} ms, ${counterpart} ${other} ms`).toBeLessThan(
        Math.max(3, 0.15 * other),
      )
    }
  })
})

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
