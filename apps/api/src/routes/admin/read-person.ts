import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { grant, identity, person } from '../schemas.ts'
import { grantToWire, identityToWire, personToWire } from '../wire.ts'
import { type Administration, adminErrors, asOperator, xidIn } from './administration.ts'
import { grantExample, identityExample, personExample } from './examples.ts'

const grantsShown = 100

const operation: Operation = {
  id: 'readPerson',
  summary: 'Read a person',
  description:
    'With all identities and the newest 100 grants, revoked ones included; `GET /admin/grants` has them all.',
  tag: 'Administration',
  credentials: ['apiKey'],
  answers: {
    200: {
      description: 'The person',
      schema: z.strictObject({ person, identities: z.array(identity), grants: z.array(grant) }),
      example: { person: personExample, identities: [identityExample], grants: [grantExample] },
    },
  },
  errors: [...adminErrors, 'person_not_found'],
}

export function readPersonRoute(administration: Administration): Endpoint {
  const { queries } = administration.core
  return {
    method: 'get',
    path: '/admin/persons/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const xid = xidIn(c)
        const profile = xid && (await queries.profiles.load(xid))
        if (profile?.person.realmXid !== realmXid) return problem(c, 'person_not_found')
        const of = { personXid: profile.person.xid }
        const grants = await queries.listGrants(
          { of, includesRevoked: true },
          { limit: grantsShown, after: null },
        )
        return c.json({
          person: personToWire(profile.person),
          identities: profile.identities.map(identityToWire),
          grants: grants.items.map(grantToWire),
        })
      }),
  }
}
