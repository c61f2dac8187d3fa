import type { Config } from '@lgc/composition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, databases } from '../../support/databases.ts'
import { extent, isWhole } from '../../support/extent.ts'
import { type MailServer, startMailServer } from '../../support/mail-server.ts'
import { mailBy } from '../../support/mailbox.ts'
import { type OpenIdIssuer, startIssuer } from '../../support/openid-issuer.ts'
import { openService } from '../../support/service.ts'
import { dispatch, sealing } from './chore-operations.ts'
import { type Findings, type Killing, type Surroundings, killAtPoints } from './kill-at-points.ts'
import { mortals } from './mortals.ts'
import type { Operation } from './operation.ts'
import { accountRegistration, personOperations } from './person-operations.ts'
import { sessionOperations } from './session-operations.ts'
import { tokenOperations } from './token-operations.ts'

const timeout = 900_000
/** Every other point in every test run, those between with the other database; where it can be, several die at once. */
const killingOn = (name: TestDatabase['name']): Killing => {
  const [rounds, together] = name === 'mysql' ? [extent(1, 4), extent(1, 5)] : [extent(1, 2), 1]
  const turn = name === 'mysql' ? 1 : 0
  return { rounds, together, isWanted: (_, index) => isWhole || index % 2 === turn }
}

describe.each(databases)('a process killed at a named point on $name', ({ name, create }) => {
  let server: MailServer
  let issuer: OpenIdIssuer
  let surroundings: Surroundings
  const found: Findings[] = []
  beforeAll(async () => {
    let now = Date.now
    const [mail, google, pool] = await Promise.all([startMailServer(), startIssuer(() => now()), mortals()])
    const config = { ...mailBy(mail), google: googleOf(google) }
    const service = await openService(create, config)
    now = service.clock.now
    ;[server, issuer] = [mail, google]
    surroundings = { service, mortals: pool, config, without: null }
  })
  afterAll(async () => {
    await Promise.all([server.stop(), issuer.close(), surroundings.mortals.close()])
    await surroundings.service.close()
  })

  const problemsOf = async (operation: Operation): Promise<readonly string[]> => {
    const findings = await killAtPoints(operation, surroundings, killingOn(name))
    found.push(findings)
    return findings.problems
  }

  const operations = [...tokenOperations, ...sessionOperations, ...personOperations, sealing]
  it.each(operations)('leaves all or nothing of a $name', { timeout }, async (operation) => {
    expect(await problemsOf(operation)).toEqual([])
  })

  it('leaves all or nothing of the registration of an account elsewhere', { timeout }, async () => {
    expect(await problemsOf(accountRegistration(issuer))).toEqual([])
  })

  it('leaves no message that is not delivered in the end', { timeout }, async () => {
    expect(await problemsOf(dispatch(server))).toEqual([])
  })

  it('died at more named points than 25', () => {
    const sum = (count: (one: Findings) => number): number => found.reduce((all, one) => all + count(one), 0)
    const [points, processes, works] = [
      sum((one) => one.points.length),
      sum((one) => one.processes),
      sum((one) => one.works),
    ]
    console.log(
      `${name}: ${processes} processes killed at ${points} named points, ${works} pieces of work cut off`,
    )
    expect(points).toBeGreaterThan(50)
  })
})

function googleOf({ url, clientId }: OpenIdIssuer): Config['google'] {
  return { issuer: url, clientIds: [clientId], clientSecret: null, jwksUri: null }
}
