import type { Client } from '@lgc/client'
import { type Core, defaultRealmXid } from '@lgc/composition'
import type { Result } from '@lgc/kernel'
import type { RegisteredPerson } from '@lgc/person'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { type Refusal, problem } from '../http/problems.ts'
import { clientId, examples, identity, identityType, nameDisplay, nameLegal, person } from './schemas.ts'
import { googleToken } from './verify/by-google.ts'
import { identityToWire, personToWire } from './wire.ts'

const typedIdentity = z.strictObject({
  type: identityType.exclude(['google']),
  identifier: z.string().min(1).max(255),
  challenge: z.string().min(8).max(256).optional(),
})
const googleIdentity = z.strictObject({ type: z.literal('google'), ...googleToken })
const request = z.strictObject({
  name_display: nameDisplay,
  name_legal: nameLegal.optional(),
  client_id: clientId.optional(),
  identity: z.discriminatedUnion('type', [typedIdentity, googleIdentity]),
})
const answer = z.strictObject({ person, identity })

const operation: Operation = {
  id: 'register',
  summary: 'Register oneself',
  description:
    'Creates a person with one identity, which stays unverified until its owner proves it by the link that is ' +
    'mailed; a Google account is proved by its token, and brings no e-mail address along. Nobody is signed in by this: verify comes next. `client_id` names the realm; without it the default one is meant.',
  tag: 'People',
  credentials: [],
  body: {
    schema: request,
    forms: ['json'],
    example: {
      name_display: 'Ada',
      identity: { type: 'email', identifier: 'ada@example.com', challenge: 'correct horse battery' },
    },
  },
  answers: {
    201: {
      description: 'The new person',
      schema: answer,
      headers: { Location: '/persons/{xid}' },
      example: {
        person: {
          xid: examples.personXid,
          name_display: 'Ada',
          name_legal: null,
          status: 'active',
          created_at: examples.now,
          updated_at: examples.now,
        },
        identity: {
          xid: examples.identityXid,
          person_xid: examples.personXid,
          type: 'email',
          identifier: 'ada@example.com',
          has_challenge: true,
          is_primary: true,
          verified_at: null,
          provisioned_by_client_id: null,
          last_used_at: null,
          created_at: examples.now,
        },
      },
    },
  },
  errors: [
    'self_registration_disabled',
    'identifier_unrecognized',
    'identifier_type_not_allowed',
    'password_too_weak',
    'identifier_taken',
    'challenge_unsupported',
    'google_token_invalid',
    'google_unavailable',
    'client_unknown',
    'overloaded',
  ],
}

type Registering = Pick<Core, 'registerPerson' | 'registerAccount' | 'readProviderToken' | 'queries'>
type Newcomer = {
  readonly realmXid: Client['realmXid']
  readonly nameDisplay: string
  readonly nameLegal: string | null
}

export function registerRoute(core: Registering): Endpoint {
  return {
    method: 'post',
    path: '/persons',
    isForBrowsers: true,
    limit: 'persons',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { name_display, name_legal = null, client_id, identity: wanted } = body.value
      const client = client_id === undefined ? undefined : await core.queries.clients.find(client_id)
      if (client_id !== undefined && !client) return problem(c, 'client_unknown')
      const newcomer: Newcomer = {
        realmXid: client?.realmXid ?? defaultRealmXid,
        nameDisplay: name_display,
        nameLegal: name_legal,
      }
      const registered =
        wanted.type === 'google'
          ? await registerByGoogle(c, core, newcomer, wanted)
          : await registerTyped(c, core, { ...newcomer, client }, wanted)
      if (!registered.ok) return problem(c, registered.refusal)
      const { person: created, identity: named } = registered.value
      c.set('personXid', created.xid)
      c.header('Location', `/persons/${created.xid}`)
      return c.json({ person: personToWire(created), identity: identityToWire(named) }, 201)
    },
  }
}

async function registerByGoogle(
  c: HttpContext,
  { readProviderToken, registerAccount }: Registering,
  newcomer: Newcomer,
  { id_token: idToken, nonce }: z.output<typeof googleIdentity>,
): Promise<Result<RegisteredPerson, Refusal>> {
  const read = await readProviderToken({ idToken, nonce: nonce ?? null }, callerOf(c))
  return read.ok ? registerAccount({ ...newcomer, subject: read.value.subject }, callerOf(c)) : read
}

function registerTyped(
  c: HttpContext,
  { registerPerson }: Registering,
  { client, ...newcomer }: Newcomer & { readonly client: Client | undefined },
  { type, identifier, challenge }: z.output<typeof typedIdentity>,
): Promise<Result<RegisteredPerson, Refusal>> {
  const correspondence = { language: languageOf(c), clientId: client?.clientId ?? null }
  const registration = { ...newcomer, type, identifier, password: challenge ?? null, correspondence }
  return registerPerson(registration, callerOf(c))
}
