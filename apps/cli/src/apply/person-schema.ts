import { accessLevelForm } from '@lgc/client'
import { checkPassword, identityTypes } from '@lgc/person'
import { isCommonPassword } from '@lgc/person/infra'
import { z } from 'zod'
import { explain } from '../explain.ts'
import type { Opened } from '../with-core.ts'
import type { WantedGrant, WantedIdentity, WantedPerson } from './wanted.ts'

type Around = {
  readonly secret: z.ZodType<string>
  readonly opened: Opened
  /** A password may not be made of the person's name. */
  readonly nameDisplay: string
}

/** A person as the apply file has them. */
export function personSchema(around: Around): z.ZodType<WantedPerson> {
  return z
    .strictObject({
      name_display: nameOf(100),
      name_legal: nameOf(200).nullish(),
      realm: z.string().default('default'),
      identities: z.array(identitySchema(around)).min(1, explain('identities_missing').sentence),
      grants: z.array(grantSchema).default([]),
      status: z.enum(['active', 'suspended'], 'must be active or suspended').optional(),
    })
    .transform((entry) => ({
      nameDisplay: entry.name_display,
      nameLegal: entry.name_legal ?? null,
      realm: entry.realm,
      identities: entry.identities,
      grants: entry.grants,
      status: entry.status ?? null,
    }))
}

function nameOf(longest: number): z.ZodType<string> {
  return z.string().trim().min(1, 'must not be empty').max(longest, `must have ${longest} characters at most`)
}

const grantSchema: z.ZodType<WantedGrant> = z
  .strictObject({
    client_id: z.string(),
    access_level: z.string().regex(accessLevelForm, explain('access_level_invalid').sentence).default('user'),
  })
  .transform(({ client_id, access_level }) => ({ clientId: client_id, accessLevel: access_level }))

function identitySchema({ secret, opened, nameDisplay }: Around): z.ZodType<WantedIdentity> {
  const { core, config } = opened
  return z
    .strictObject({
      type: z.enum(identityTypes, `must be ${identityTypes.join(', ')}`),
      identifier: z.string(),
      challenge: secret.optional(),
      verified: z.boolean().default(false),
    })
    .transform(({ type, identifier, challenge, verified }, context) => {
      const wrong = (member: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [member], message, input: undefined })
      const named = core.parseIdentifier(identifier)
      if (!named.ok) {
        wrong('identifier', explain(named.refusal).sentence)
        return z.NEVER
      }
      if (named.value.type !== type) wrong('type', `must be ${named.value.type}, as the identifier is one`)
      const problem = challengeProblem(named.value.identifier, challenge)
      if (problem) wrong('challenge', problem)
      return { named: named.value, identifier, password: challenge ?? null, isVerified: verified }
    })

  function challengeProblem(identifier: string, password: string | undefined): string | undefined {
    const identified = core.identify(identifier)
    const isByPassword = identified.ok && identified.value.challengeMethod === 'password'
    if (!isByPassword) return password === undefined ? undefined : explain('challenge_unsupported').sentence
    if (password === undefined) return explain('challenge_missing').sentence
    const policy = { minLength: config.passwordMinLength, isCommon: isCommonPassword }
    const checked = checkPassword(password, [identifier, nameDisplay], policy)
    return checked.ok ? undefined : explain(checked.refusal).sentence
  }
}
