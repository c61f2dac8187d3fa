import type { OpenIdIssuer } from '../../support/openid-issuer.ts'
import { addProvisioner, newcomer, provision } from '../../support/provisioning.ts'
import type { Service } from '../../support/service.ts'
import { addProduct } from '../../support/signing-in.ts'
import { addPerson, freshName, signIn, testCaller, testPassword } from '../../support/world.ts'
import { type Operation, type Traces, records, rows, wordsOf } from './operation.ts'

const newPassword = 'seven green bicycles'

export const registration: Operation = {
  name: 'registration',
  nothing: { persons: 0, identities: 0, created: 0, identified: 0, links: 0, messages: 0 },
  done: {
    answer: '201',
    traces: { persons: 1, identities: 1, created: 1, identified: 1, links: 1, messages: 1 },
  },
  again: {
    answer: '409 identifier_taken',
    // The owner of the address is told that somebody wanted to register with it.
    traces: { persons: 1, identities: 1, created: 1, identified: 1, links: 1, messages: 2 },
  },
  begin: async (service) => async () => {
    const [name_display, identifier] = [freshName('Ada'), `${freshName('ada')}@example.com`]
    const json = { name_display, identity: { type: 'email', identifier, challenge: testPassword } }
    return {
      ask: async ({ call }) => wordsOf(await call('/persons', { json })),
      look: async () => ({
        ...(await lookAtPerson(service, { name_display, identifier })),
        ...(await lookAtMail(service, identifier)),
      }),
    }
  },
}

/** Of somebody who comes by an account elsewhere. */
export function accountRegistration(issuer: OpenIdIssuer): Operation {
  const one = { persons: 1, identities: 1, created: 1, identified: 1 }
  return {
    name: 'account registration',
    nothing: { persons: 0, identities: 0, created: 0, identified: 0 },
    done: { answer: '201', traces: one },
    again: { answer: '409 identifier_taken', traces: one },
    begin: async (service) => async () => {
      const [name_display, sub] = [freshName('Grace'), freshName('subject')]
      return {
        async ask({ call }) {
          const identity = { type: 'google', id_token: await issuer.token({ sub }) }
          return wordsOf(await call('/persons', { json: { name_display, identity } }))
        },
        look: () => lookAtPerson(service, { name_display, identifier: sub }),
      }
    },
  }
}

async function lookAtPerson(
  { db }: Pick<Service, 'db'>,
  { name_display, identifier }: { readonly name_display: string; readonly identifier: string },
): Promise<Traces> {
  const persons = await db
    .selectFrom('persons')
    .select('xid')
    .where('name_display', '=', name_display)
    .execute()
  const identities = await db
    .selectFrom('identities')
    .select('xid')
    .where('identifier', '=', identifier as never)
    .execute()
  const xidsOf = (found: readonly { readonly xid: string }[]) => found.map(({ xid }) => xid)
  return {
    persons: persons.length,
    identities: identities.length,
    created:
      (await records(db, 'person.created', xidsOf(persons))) +
      (await records(db, 'person.provisioned', xidsOf(persons))),
    identified: await records(db, 'identity.created', xidsOf(identities)),
  }
}

async function lookAtMail({ db }: Pick<Service, 'db'>, identifier: string): Promise<Traces> {
  const links = db
    .selectFrom('person_proofs')
    .select('xid')
    .where('identifier', '=', identifier as never)
  const messages = db.selectFrom('messages').select('xid').where('recipient', '=', identifier)
  return { links: await rows(links), messages: await rows(messages) }
}

const resetRequest: Operation = {
  name: 'reset request',
  // There are a link and a message already by which the address is to be proved.
  nothing: { links: 1, messages: 1, requested: 0 },
  done: { answer: '202', traces: { links: 2, messages: 2, requested: 1 } },
  again: { answer: '202', traces: { links: 2, messages: 3, requested: 2 } },
  begin: async (service) => async () => {
    const { identity } = await addPerson(service)
    const json = { identifier: identity.identifier }
    return {
      ask: async ({ call }) => wordsOf(await call('/auth/password/request-reset', { json })),
      look: async () => ({
        ...(await lookAtMail(service, identity.identifier)),
        requested: await records(service.db, 'identity.reset_requested', [identity.xid]),
      }),
    }
  },
}

const passwordReset: Operation = {
  name: 'password reset',
  diesAlone: true,
  nothing: { links: 1, sessions: 2, changed: 0, announced: 0, isNew: 0 },
  done: { answer: '204', traces: { links: 0, sessions: 0, changed: 1, announced: 1, isNew: 1 } },
  again: {
    answer: '400 reset_token_invalid',
    traces: { links: 0, sessions: 0, changed: 1, announced: 1, isNew: 1 },
  },
  async begin(service) {
    const { client } = await addProduct(service, { secret: null, isFirstParty: true })
    return async () => {
      const who = await addPerson(service)
      await signIn(service, who, client)
      const token = await resetTokenFor(service, who.identity.identifier)
      const json = { token, password: newPassword }
      return {
        ask: async ({ call }) => wordsOf(await call('/auth/password/reset', { json })),
        look: () => lookAtReset(service, who),
      }
    }
  },
}

async function resetTokenFor(service: Service, identifier: string): Promise<string> {
  await service.call('/auth/password/request-reset', { json: { identifier } })
  const { data } = await service.db
    .selectFrom('messages')
    .select('data')
    .where('recipient', '=', identifier)
    .where('kind', '=', 'password_reset')
    .executeTakeFirstOrThrow()
  return (JSON.parse(data ?? '{}') as { readonly token: string }).token
}

async function lookAtReset(
  { db, core }: Pick<Service, 'db' | 'core'>,
  { person, identity }: Awaited<ReturnType<typeof addPerson>>,
): Promise<Traces> {
  const proofs = db
    .selectFrom('person_proofs')
    .select('xid')
    .where('identifier', '=', identity.identifier)
    .where('purpose', '=', 'password_reset')
  const sessions = db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person_id')
    .select('sessions.xid')
    .where('persons.xid', '=', person.xid)
  const announcements = db
    .selectFrom('messages')
    .select('xid')
    .where('recipient', '=', identity.identifier)
    .where('kind', '=', 'password_changed')
  const challenge = { identifier: identity.identifier, clientId: null, password: newPassword }
  return {
    links: await rows(proofs),
    sessions: await rows(sessions),
    changed: await records(db, 'identity.challenge_changed', [identity.xid]),
    announced: await rows(announcements),
    isNew: (await core.verifyByPassword(challenge, testCaller)).ok ? 1 : 0,
  }
}

const provisioning: Operation = {
  name: 'provisioning',
  diesAlone: true,
  nothing: { persons: 0, identities: 0, created: 0, identified: 0, consents: 0, grants: 0 },
  done: {
    answer: '201',
    traces: { persons: 1, identities: 1, created: 1, identified: 1, consents: 1, grants: 1 },
  },
  // By its key the request is known again, and answered as before.
  again: {
    answer: '201',
    traces: { persons: 1, identities: 1, created: 1, identified: 1, consents: 1, grants: 1 },
  },
  async begin(service) {
    const provisioner = await addProvisioner(service)
    // That the key was used is noted once a minute at most.
    await provision(service, provisioner, newcomer())
    return async () => {
      const [name_display, key] = [freshName('Grace'), freshName('key')]
      const comes = { consent: { scopes: ['openid'] }, grant: { access_level: 'member' } }
      const json = newcomer({ name_display, ...comes })
      const { identifier } = json.identity
      const headers = { 'Idempotency-Key': key }
      const of = (table: 'consent_records' | 'person_app_grants') =>
        service.db
          .selectFrom(table)
          .innerJoin('persons', 'persons.id', `${table}.person_id`)
          .select(`${table}.xid`)
          .where('name_display', '=', name_display)
      return {
        ask: async (doing) => wordsOf(await provision(doing, provisioner, json, headers)),
        look: async () => ({
          ...(await lookAtPerson(service, { name_display, identifier })),
          consents: await rows(of('consent_records')),
          grants: await rows(of('person_app_grants')),
        }),
      }
    }
  },
}

export const personOperations: readonly Operation[] = [
  registration,
  resetRequest,
  passwordReset,
  provisioning,
]
