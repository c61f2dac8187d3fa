import { describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { addProvisioner, newcomer, provision } from '../support/provisioning.ts'
import { addPerson, memberOf, openJourney, problemIn, testPassword } from '../support/signing-in.ts'
import { testSettings } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

const { argon2 } = testSettings
const noTurns = { argon2: { ...argon2, concurrency: 0, queue: 0 } }
const fewTurns = { argon2: { ...argon2, concurrency: 1, queue: 2 } }

describe.each(databases)('provisioning under load on $name', ({ create }) => {
  it('a bulk takes one hashing turn at a time, and people sign in meanwhile', async () => {
    const service = await openJourney(create, fewTurns)
    const provisioner = await addProvisioner(service, { secret: null })
    const { identity } = await addPerson(service)
    const persons = Array.from({ length: 20 }, () => newcomer())
    const bulk = provision(service, provisioner, { persons })
    const json = { method: 'password', identifier: identity.identifier, password: testPassword }
    for (let times = 0; times < 10; times++) {
      expect((await service.call('/auth/verify', { json })).status).toBe(200)
    }
    expect((await bulk).body).toMatchObject({ created: 20, failed: 0 })
    await service.close()
  })

  it('what had no turn is not kept under its key, and is done when it is asked for again', async () => {
    const fresh = await create()
    const same = async () => ({ url: fresh.url, drop: async () => {} })
    const full = await openJourney(same, noTurns)
    const provisioner = await addProvisioner(full, { secret: null })
    const free = await openJourney(same)
    const phone = { name_display: 'Grace', identity: { type: 'sms', identifier: '+81 90 7777 8888' } }
    const [one, two] = [newcomer(), { persons: [phone, newcomer()] }]
    const [key, keys] = [{ 'Idempotency-Key': 'one' }, { 'Idempotency-Key': 'two' }]

    const refused = await provision(full, provisioner, one, key)
    expect(problemIn(refused)).toBe('503 server_error overloaded')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(problemIn(await provision(full, provisioner, { persons: [one] }))).toContain('overloaded')
    const half = await provision(full, provisioner, two, keys)
    expect(half.body).toMatchObject({ created: 1, failed: 1 })
    const [, second = {}] = half.body['results'] as readonly Json[]
    expect(memberOf(second, 'error')['code']).toBe('overloaded')

    expect((await provision(free, provisioner, one, key)).status).toBe(201)
    expect((await provision(free, provisioner, two, keys)).body).toMatchObject({ created: 2, failed: 0 })
    await full.close()
    await free.close()
    await fresh.drop()
  })
})
