import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { nameDisplay, nameLegal, person } from '../schemas.ts'
import { personToWire } from '../wire.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { personExample } from './examples.ts'

const request = z
  .strictObject({
    name_display: nameDisplay.optional(),
    name_legal: nameLegal.optional(),
    status: z.enum(['active', 'suspended']).optional(),
    suspended_reason: z.string().min(1).max(255).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'empty')
  .refine(({ status, suspended_reason: reason }) => reason === undefined || status === 'suspended', {
    path: ['suspended_reason'],
    message: 'without_suspension',
  })

const operation: Operation = {
  id: 'updatePerson',
  summary: 'Rename, suspend or reinstate a person',
  description: 'What is not named stays as it is. Suspending ends every session and forgets unused codes.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: request, forms: ['json'], example: { name_display: 'Ada L.', name_legal: 'Ada Lovelace' } },
  answers: { 200: { description: 'The person as it is now', schema: person, example: personExample } },
  errors: [...adminWriteErrors, 'person_not_found'],
}

export function updatePersonRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/persons/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const personXid = xidIn(c)
        if (!personXid) return problem(c, 'person_not_found')
        const { name_display, name_legal, status = null, suspended_reason: reason = null } = body.value
        const names = {
          ...(name_display === undefined ? {} : { nameDisplay: name_display }),
          ...(name_legal === undefined ? {} : { nameLegal: name_legal }),
        }
        const updated = await core.updatePerson({ realmXid, personXid, names, status, reason }, caller)
        if (!updated.ok) return problem(c, updated.refusal)
        c.set('personXid', personXid)
        return c.json(personToWire(updated.value))
      }),
  }
}
