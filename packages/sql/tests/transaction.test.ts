import { EventEmitter, once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Transact } from '@lgc/kernel'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, freshName, openWorld, testCaller } from '../../../tests/support/world.ts'
import { isBusyDatabase, isUnavailable, transactOn } from '../src/index.ts'

type Db = World['db']

const transactionsOn = <Tables>(db: Kysely<Tables>): Transact<Kysely<Tables>> => transactOn(db, (trx) => trx)

async function addRealm(db: Db, value = 0): Promise<string> {
  const name = freshName('realm')
  const row = { xid: name.padEnd(20, '0'), name, created_at: value }
  await db
    .insertInto('realms')
    .values(row as never)
    .execute()
  return name
}

async function valueOf(db: Db, name: string): Promise<number | undefined> {
  const row = await db.selectFrom('realms').select('created_at').where('name', '=', name).executeTakeFirst()
  return row?.created_at
}

async function increase(db: Db, name: string): Promise<void> {
  const change = { created_at: sql<never>`created_at + 1` }
  await db.updateTable('realms').set(change).where('name', '=', name).execute()
}

describe.each(databases)('a transaction on $name', ({ name, create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  it('commits whatever the work returns', async () => {
    const { db } = world
    const realm = await transactionsOn(db)(testCaller, (trx) => addRealm(trx, 7))
    expect(await valueOf(world.anotherPool(), realm)).toBe(7)
  })

  it('discards everything when the work throws, and passes the cause on', async () => {
    const { db } = world
    const realm = await addRealm(db)
    const work = async (trx: Db): Promise<void> => {
      await increase(trx, realm)
      throw new Error('a fault')
    }
    await expect(transactionsOn(db)(testCaller, work)).rejects.toThrow('a fault')
    expect(await valueOf(db, realm)).toBe(0)
  })

  it('gives each run its own handle and the caller', async () => {
    const seen: string[] = []
    const handles = new Set<unknown>()
    const transact = transactOn(world.db, (trx, { requestId }) => {
      seen.push(requestId)
      handles.add(trx)
      return trx
    })
    await transact(testCaller, async () => undefined)
    await transact(testCaller, async () => undefined)
    expect(seen).toEqual([testCaller.requestId, testCaller.requestId])
    expect(handles.size).toBe(2)
    expect(handles).not.toContain(world.db)
  })

  it('ends by what belongs to its end, and comes to nothing when that fails', async () => {
    const { db } = world
    const realm = await addRealm(db)
    const ending = (fails: boolean) =>
      transactOn(world.db, (trx: Db) => trx, {
        alone: () => undefined,
        async inside(trx) {
          await increase(trx, realm)
          if (fails) throw new Error('a fault')
        },
      })
    expect(await ending(false)(testCaller, (trx) => increase(trx, realm).then(() => 'done'))).toBe('done')
    expect(await valueOf(db, realm)).toBe(2)
    await expect(ending(true)(testCaller, (trx) => increase(trx, realm))).rejects.toThrow('a fault')
    expect(await valueOf(db, realm)).toBe(2)
  })

  it('ends without a transaction where the work asked nothing of the database, if that will do', async () => {
    const ends: string[] = []
    const transact = (isEnough: boolean) =>
      transactOn(world.db, (trx: Db) => trx, {
        alone: () => (isEnough ? Promise.resolve(ends.push('alone')).then(() => undefined) : undefined),
        inside: async () => void ends.push('inside'),
      })
    await transact(true)(testCaller, async () => undefined)
    await transact(false)(testCaller, async () => undefined)
    await transact(true)(testCaller, (trx) => addRealm(trx))
    expect(ends).toEqual(['alone', 'inside', 'inside'])
  })

  it('begins and ends nowhere else', async () => {
    const nested = transactionsOn(world.db)(testCaller, (trx) => trx.transaction().execute(async () => 1))
    await expect(nested).rejects.toThrow('A transaction begins and ends where it is made')
  })

  it('answers a transaction that could not begin with why, and works again afterwards', async () => {
    const closed = world.anotherPool()
    await valueOf(closed, 'any')
    await closed.destroy()
    await expect(transactionsOn(closed)(testCaller, (trx) => addRealm(trx))).rejects.toThrow()
    expect(await transactionsOn(world.db)(testCaller, (trx) => addRealm(trx))).toMatch(/realm/)
  })

  it('loses no step of many at once over two pools', async () => {
    const realm = await addRealm(world.db)
    const [own, other] = [transactionsOn(world.db), transactionsOn(world.anotherPool())]
    const steps = Array.from({ length: 20 }, (_, index) =>
      (index % 5 === 0 ? other : own)(testCaller, (trx) => increase(trx, realm)),
    )
    await Promise.all(steps)
    expect(await valueOf(world.db, realm)).toBe(20)
  })

  it('brings two that cross to their end, running one of them again where the database asks for it', async () => {
    const [first, second] = [await addRealm(world.db), await addRealm(world.db)]
    let begun = 0
    const cross = (db: Db, names: readonly string[]): Promise<void> =>
      transactionsOn(db)(testCaller, async (trx) => {
        await increase(trx, names[0] ?? '')
        begun += 1
        for (let waited = 0; begun < 2 && waited < 200; waited += 10) await pause(10)
        await increase(trx, names[1] ?? '')
      })
    await Promise.all([cross(world.db, [first, second]), cross(world.anotherPool(), [second, first])])
    // One server finds the deadlock and rolls one back; the other lets only one in at a time.
    expect(begun).toBe(name === 'mysql' ? 3 : 2)
    expect([await valueOf(world.db, first), await valueOf(world.db, second)]).toEqual([2, 2])
  })

  it('is run again three times after a conflict, and then reports it', async () => {
    let runs = 0
    const conflict = Object.assign(new Error('try again'), { errno: 1213 })
    const work = async (): Promise<void> => {
      runs += 1
      throw conflict
    }
    await expect(transactionsOn(world.db)(testCaller, work)).rejects.toBe(conflict)
    expect(runs).toBe(4)
  })

  it('is not run again after any other fault', async () => {
    let runs = 0
    const work = async (trx: Db): Promise<void> => {
      runs += 1
      await sql`insert into realms (xid, name, created_at) values ('x', null, 1)`.execute(trx)
    }
    await expect(transactionsOn(world.db)(testCaller, work)).rejects.toThrow(/null/i)
    expect(runs).toBe(1)
  })
})

describe.each(databases.filter(({ name }) => name === 'sqlite'))('the write lock of $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  /** Keeps the write lock on other connections until it is told to let go. */
  async function holdLock(): Promise<() => Promise<void>> {
    const events = new EventEmitter()
    const held = once(events, 'held')
    const done = transactionsOn(world.anotherPool())(testCaller, async (trx) => {
      await trx.selectFrom('realms').select('id').execute()
      const released = once(events, 'released')
      events.emit('held')
      await released
    })
    await held
    return () => {
      events.emit('released')
      return done
    }
  }

  it('is taken by the first statement of a transaction, though that only reads', async () => {
    const release = await holdLock()
    let isAdded = false
    const adding = addRealm(world.db, 4).then((realm) => {
      isAdded = true
      return realm
    })
    await pause(300)
    expect(isAdded).toBe(false)
    await release()
    expect(await valueOf(world.db, await adding)).toBe(4)
  })

  it.each([5, 6, 261, 517])('that cannot be had is no fault of the caller (%i)', (errcode) => {
    const error = Object.assign(new Error('database is locked'), { errcode })
    expect([isBusyDatabase(error), isUnavailable(error)]).toEqual([true, true])
  })

  it('is waited for by a transaction while somebody else has it', async () => {
    const release = await holdLock()
    const waiting = transactionsOn(world.db)(testCaller, (trx) => addRealm(trx, 5))
    await pause(300)
    await release()
    expect(await valueOf(world.db, await waiting)).toBe(5)
  })

  it('is not waited for by a transaction that asks nothing', async () => {
    const release = await holdLock()
    expect(await transactionsOn(world.db)(testCaller, async () => 'nothing')).toBe('nothing')
    await release()
  })

  it('does not keep readers waiting', async () => {
    const name = await addRealm(world.db, 3)
    const release = await holdLock()
    expect(await valueOf(world.db, name)).toBe(3)
    await release()
  })
})
