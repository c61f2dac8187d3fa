import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../support/databases.ts'
import { type MailServer, startMailServer } from '../../support/mail-server.ts'
import { mailBy } from '../../support/mailbox.ts'
import { type Service, openService } from '../../support/service.ts'
import type { GuardName } from './guards-off.ts'
import { killAtPoints } from './kill-at-points.ts'
import { type Mortals, mortals } from './mortals.ts'
import type { Operation } from './operation.ts'
import { registration } from './person-operations.ts'
import { type Race, codeRace, dispatchRace, refreshRace, signOut } from './races.ts'
import { tokenExchange } from './token-operations.ts'

/** What the checker says when a guard is off. */
type Absence = { readonly guard: GuardName; readonly violation: string }

/** Shown by a death, at a moment that is harmless otherwise. */
const deaths: readonly (Absence & { readonly operation: Operation; readonly moment: string })[] = [
  {
    guard: 'a transaction is all or nothing',
    operation: registration,
    moment: 'after insert persons',
    violation: 'a person without an identity',
  },
  {
    guard: 'a transaction is all or nothing',
    operation: tokenExchange,
    moment: 'after update authorization_codes',
    violation: 'codes that were spent for nothing',
  },
  {
    guard: 'the record is in the transaction',
    operation: tokenExchange,
    moment: 'after commit',
    violation: 'a session without its record',
  },
  {
    guard: 'a message is in the transaction',
    operation: registration,
    moment: 'after commit',
    violation: 'a link that no message carries',
  },
]

const racesOfWriters: readonly (Absence & { readonly race: Race })[] = [
  { guard: 'a code is spent once', race: codeRace, violation: 'a code that was exchanged more than once' },
  {
    guard: 'a link of the chain is followed once',
    race: refreshRace,
    violation: 'a family of refresh tokens that has not exactly one live link',
  },
  { guard: 'a message is taken by one', race: dispatchRace, violation: 'a message that was sent twice' },
]

const timeout = 60_000

describe.each(databases)('the promises on $name', ({ name, create }) => {
  let server: MailServer
  let pool: Mortals
  let whole: Service
  beforeAll(async () => {
    ;[server, pool] = await Promise.all([startMailServer(), mortals()])
    whole = await openService(create, mailBy(server))
  })
  afterAll(() => Promise.all([server.stop(), pool.close(), whole.close()]))

  /** What is broken stays broken: it has a database of its own. */
  const onItsOwn = async <T>(work: (service: Service) => Promise<T>): Promise<T> => {
    const service = await openService(create, mailBy(server))
    try {
      return await work(service)
    } finally {
      await service.close()
    }
  }

  describe.each(deaths)('in a death of a $operation.name $moment', ({ guard, operation, ...shown }) => {
    const problems = async (service: Service, without: GuardName | null): Promise<string> => {
      const surroundings = { service, mortals: pool, config: mailBy(server), without }
      const isWanted = ({ moment }: { readonly moment: string }): boolean => moment === shown.moment
      const findings = await killAtPoints(operation, surroundings, { rounds: 1, together: 1, isWanted })
      expect(findings.processes).toBe(1)
      return findings.problems.join('\n')
    }

    it(`are kept, because ${guard}`, { timeout }, async () => {
      expect(await problems(whole, null)).toBe('')
    })

    it('are broken without it, and the checker says how', { timeout }, async () => {
      expect(await onItsOwn((service) => problems(service, guard))).toContain(shown.violation)
    })
  })

  // SQLite has one writer at a time: whoever comes second reads what the first wrote.
  const races: readonly (Absence & { readonly race: Race })[] = [
    { guard: 'a sign-out takes the apps along', race: signOut, violation: 'a session that outlived' },
    ...(name === 'sqlite' ? [] : racesOfWriters),
  ]

  describe.each(races)('when they race', ({ guard, race, violation }) => {
    it(`are kept, because ${guard}`, { timeout }, async () => {
      expect(await race(whole, { without: null, server })).toEqual([])
    })

    it(`are broken unless ${guard}, and the checker says how`, { timeout }, async () => {
      const problems = await onItsOwn((service) => race(service, { without: guard, server }))
      expect(problems.join('\n')).toContain(violation)
    })
  })
})
