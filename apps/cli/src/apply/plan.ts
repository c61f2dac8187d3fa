import type { PasswordHash } from '@lgc/person'
import { argon2Turns } from '@lgc/person/infra'
import type { Opened } from '../with-core.ts'
import { duplicatesIn } from './duplicates.ts'
import { planClient } from './plan-client.ts'
import { planPerson } from './plan-person.ts'
import { planRealm } from './plan-realm.ts'
import type { Planning } from './planning.ts'
import type { Step } from './step.ts'
import type { Wanted } from './wanted.ts'

export type Plan = { readonly steps: readonly Step[]; readonly problems: readonly string[] }

/** Compares what is wanted with what there is. Writes nothing. */
export async function planFor(
  opened: Opened,
  wanted: Wanted,
  choices: Pick<Planning, 'overlapInSeconds' | 'isForced'>,
): Promise<Plan> {
  const problems = [...duplicatesIn(wanted)]
  const isStoredSecret = storedSecretCheck(opened)
  const planning: Planning = { ...opened, ...choices, wanted, problems, isStoredSecret }
  const steps: Step[] = []
  for (const { entry } of wanted.realms) steps.push(await planRealm(planning, entry))
  for (const client of wanted.clients) steps.push(...(await planClient(planning, client)))
  for (const person of wanted.persons) steps.push(...(await planPerson(planning, person)))
  return { steps, problems }
}

function storedSecretCheck({ config }: Opened): Planning['isStoredSecret'] {
  const takeTurn = argon2Turns(config.argon2)
  return async (hash, secret) =>
    (await takeTurn((turn) => turn.verify(hash as string as PasswordHash, secret))) === true
}
