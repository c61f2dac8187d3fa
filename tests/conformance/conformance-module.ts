import { afterAll, beforeAll, describe, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type RelyingParty, openRelyingParty } from './relying-party.ts'

/** One module of a certification plan, under the name that it has there. */
export type ConformanceModule = {
  readonly name: string
  readonly run: (party: RelyingParty) => Promise<void>
}

/** Runs a plan on the embedded database; journeys show that the others do the same. */
export function describePlan(
  plan: string,
  responseMode: RelyingParty['responseMode'],
  modules: readonly ConformanceModule[],
): void {
  describe.each(databases.slice(0, 1))(`${plan} on $name`, ({ create }) => {
    let party: RelyingParty
    beforeAll(async () => {
      party = await openRelyingParty(create, responseMode)
    })
    afterAll(() => party.service.close())

    for (const { name, run } of modules) it(name, () => run(party))
  })
}
