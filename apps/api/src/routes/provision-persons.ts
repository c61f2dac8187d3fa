import type { ApiKey } from '@lgc/client'
import type { Core } from '@lgc/composition'
import type { Caller, Result } from '@lgc/kernel'
import type { ProvisionedPerson, ProvisioningRefusal } from '@lgc/person'
import { z } from 'zod'
import { fieldsOf, readBody } from '../http/body.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { readIdempotencyKey } from '../http/idempotency-key.ts'
import { problem, problemBody, reasonOf } from '../http/problems.ts'
import { operation } from './provision-persons-operation.ts'
import { newcomer } from './provisioning-schemas.ts'
import { newcomerFrom, provisionedToWire } from './provisioning-wire.ts'
import { withApiKey } from './with-api-key.ts'

/** A bulk of a hundred may be large, and has many more values than a login. */
const limits = { maxBytes: 1024 * 1024, maxItems: 10_000 }

/** Of a bulk only its frame must be right: each person is judged alone. */
const anyBody = z.custom<Readonly<Record<string, unknown>>>(isRecord, 'type')
const bulk = z.strictObject({ persons: z.array(z.unknown()).min(1).max(100) })

type Wanted = z.output<typeof newcomer>
type Provisioned = Result<ProvisionedPerson, ProvisioningRefusal>
type Provision = (wanted: Wanted, part: number) => Promise<Provisioned>

type Needed = Pick<Core, 'authenticateApiKey' | 'provisionPerson' | 'digestRequest'>

export function provisionPersonsRoute(core: Needed): Endpoint {
  return {
    method: 'post',
    path: '/provisioning/persons',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      withApiKey(c, core, 'provisioner', async (key, agent) => {
        const idempotencyKey = readIdempotencyKey(c)
        if (!idempotencyKey.ok) return idempotencyKey.refusal
        const body = await readBody(c, anyBody, ['json'], limits)
        if (!body.ok) return body.refusal
        const isBulk = Object.hasOwn(body.value, 'persons')
        const frame = (isBulk ? bulk : newcomer).safeParse(body.value)
        if (!frame.success) {
          return problem(c, 'validation_failed', { fields: fieldsOf(frame.error, body.value) })
        }
        const named = { key: idempotencyKey.value, request: JSON.stringify(body.value) }
        const provision = provisionFor(core, key, named, callerOf(c, agent))
        return 'persons' in frame.data
          ? provisionAll(c, frame.data.persons, provision, key.clientId)
          : provisionOne(c, frame.data, provision, key.clientId)
      }),
  }
}

/** One password is hashed at a time, so that whoever signs in meanwhile gets a turn as well. */
function provisionFor(
  { provisionPerson, digestRequest }: Needed,
  { clientId, clientXid }: ApiKey,
  named: { readonly key: string | null; readonly request: string },
  caller: Caller,
): Provision {
  const { key } = named
  const request = key === null ? null : { clientXid, key, requestHmac: digestRequest(named.request) }
  return (wanted, part) => {
    const once = request && { ...request, part }
    return provisionPerson({ clientId, newcomer: newcomerFrom(wanted), once }, caller)
  }
}

async function provisionOne(
  c: HttpContext,
  wanted: Wanted,
  provision: Provision,
  clientId: string,
): Promise<Response> {
  const provisioned = await provision(wanted, 0)
  if (!provisioned.ok) return problem(c, provisioned.refusal)
  c.set('personXid', provisioned.value.person.xid)
  return c.json(provisionedToWire(provisioned.value, clientId), 201)
}

type BulkItem = {
  readonly index: number
  readonly status: 'created' | 'error'
  readonly [member: string]: unknown
}

/**
 * Each person is a transaction of its own and a part of the key. The first well-formed one is part 0, so it
 * is the one that finds out whether the key stands for another request, before anything is done.
 */
async function provisionAll(
  c: HttpContext,
  persons: readonly unknown[],
  provision: Provision,
  clientId: string,
): Promise<Response> {
  const results: BulkItem[] = []
  let part = 0
  for (const [index, wanted] of persons.entries()) {
    const parsed = newcomer.safeParse(wanted)
    if (!parsed.success) {
      const error = problemBody(c, 'validation_failed', fieldsOf(parsed.error, wanted))
      results.push({ index, status: 'error', error })
      continue
    }
    const provisioned = await provision(parsed.data, part)
    if (!provisioned.ok && endsBulk(provisioned.refusal, part)) return problem(c, provisioned.refusal)
    part += 1
    results.push(
      provisioned.ok
        ? { index, status: 'created', ...provisionedToWire(provisioned.value, clientId) }
        : { index, status: 'error', error: problemBody(c, provisioned.refusal) },
    )
  }
  const created = results.filter(({ status }) => status === 'created').length
  return c.json({ results, created, failed: results.length - created })
}

/** Handed on as it came: a schema that copies leaves out `__proto__`, which would then be refused by nobody. */
function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function endsBulk(refusal: ProvisioningRefusal, part: number): boolean {
  const reason = reasonOf(refusal)
  return reason === 'idempotency_key_reused' || (reason === 'overloaded' && part === 0)
}
