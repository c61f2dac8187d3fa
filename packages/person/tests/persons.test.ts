import { later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  addPerson,
  issueCode,
  openWorld,
  signIn,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import { sqlPersons } from '../src/infra/index.ts'

const dependants = [
  'identities',
  'sessions',
  'authorization_codes',
  'consent_records',
  'person_app_grants',
] as const
const logs = ['audit_log', 'security_log'] as const

describe.each(databases)('persons on $name', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  it('are found as they were added, and not once they are removed', async () => {
    const { person } = await addPerson(world)
    const persons = sqlPersons(world.db)
    const named = {
      ...person,
      xid: world.core.newXid(),
      nameDisplay: 'Ada 🦊',
      nameLegal: 'Augusta Ada King',
    }
    await persons.add(named)
    expect(await persons.find(named.xid)).toEqual(named)
    await persons.remove(named.xid)
    expect(await persons.find(named.xid)).toBeUndefined()
  })

  it('keep new names and the time they were given', async () => {
    const { person } = await addPerson(world)
    const at = later(world.clock.now(), 5)
    await sqlPersons(world.db).saveNames(person.xid, { nameDisplay: 'Countess', nameLegal: 'Ada' }, at)
    const found = await sqlPersons(world.db).find(person.xid)
    expect(found).toEqual({ ...person, nameDisplay: 'Countess', nameLegal: 'Ada', updatedAt: at })
  })

  it('change their status once, however many ask for it', async () => {
    const { person } = await addPerson(world)
    const other = sqlPersons(world.anotherPool())
    const suspend = (persons: typeof other) =>
      persons.saveStatus(person.xid, 'suspended', 'reason', world.clock.now())
    const outcomes = await atOnce(10, [sqlPersons(world.db), other], suspend)
    expect(outcomes.filter((isChanged) => isChanged).length).toBe(1)
    expect((await other.find(person.xid))?.status).toBe('suspended')
    expect(await other.saveStatus(person.xid, 'active', null, world.clock.now())).toBe(true)
  })

  it('keep the reason of a suspension until they are reinstated', async () => {
    const { person } = await addPerson(world)
    const stored = () =>
      world.db
        .selectFrom('persons')
        .select(['suspended_at', 'suspended_reason'])
        .where('xid', '=', person.xid)
        .executeTakeFirst()
    const at = world.clock.now()
    await sqlPersons(world.db).saveStatus(person.xid, 'suspended', 'asked to', at)
    expect(await stored()).toEqual({ suspended_at: at, suspended_reason: 'asked to' })
    await sqlPersons(world.db).saveStatus(person.xid, 'active', 'asked to', at)
    expect(await stored()).toEqual({ suspended_at: null, suspended_reason: null })
  })

  it('take everything that hangs on them along, and nothing of others or of the logs', async () => {
    const [leaving, staying] = [await addPerson(world), await addPerson(world)]
    const client = await addClient(world, { requiresGrant: true })
    for (const who of [leaving, staying]) {
      const order = { personXid: who.person.xid, clientId: client.clientId, accessLevel: 'member' }
      valueOf(await world.core.createGrant(order, testCaller))
      await signIn(world, who, client)
      await issueCode(world, who, client)
    }
    const before = await counts(logs)
    const all = await counts(dependants)
    await sqlPersons(world.db).remove(leaving.person.xid)
    expect(await counts(logs)).toEqual(before)
    const gone = (await counts(dependants)).map((count, index) => (all[index] ?? 0) - count)
    expect(gone).toEqual([1, 2, 2, 1, 1])
  })

  async function counts(tables: readonly ((typeof dependants)[number] | (typeof logs)[number])[]) {
    return Promise.all(
      tables.map(async (table) => (await world.db.selectFrom(table).select('id').execute()).length),
    )
  }
})
