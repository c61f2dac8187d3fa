import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Client, ClientSettings } from '../domain/client.ts'
import { type ClientSettingsProblem, checkClientSettings } from '../domain/client-settings.ts'
import { authMethodOf, changedOAuthSettings, usesSecret } from '../domain/oauth-change.ts'
import { defaultOAuthSettings } from '../domain/oauth-settings.ts'
import type { ClientUnit, Digest, NewSecret, Registrations, SecretHashes } from './ports.ts'
import { addClient } from './register-client.ts'

/** With all that is shown this once. */
export type SelfRegistered = {
  readonly client: Client
  readonly secret: string | null
  /** By which the client is known again when it looks after its registration (RFC 7592). */
  readonly registrationToken: string
}

export type SelfRegistrationRefusal = ClientSettingsProblem | 'registration_token_invalid' | 'overloaded'

/** A client registers itself, with a token that an operator gave it (RFC 7591, section 3.1). */
export type RegisterByToken = (
  registration: { readonly token: string; readonly settings: ClientSettings },
  caller: Caller,
) => Promise<Result<SelfRegistered, SelfRegistrationRefusal>>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly registrations: Pick<Registrations, 'findToken'>
  readonly hashes: SecretHashes
  readonly digest: Digest
  readonly newSecret: NewSecret
  readonly newXid: NewXid
  readonly now: Clock
}

export function registerByToken(dependencies: Dependencies): RegisterByToken {
  const { transact, registrations, hashes, digest, newSecret, newXid, now } = dependencies
  return async ({ token, settings: wanted }, caller) => {
    const tokenDigest = digest(token)
    const known = await registrations.findToken(tokenDigest, now())
    if (!known) return refused(dependencies, caller)
    const change = wanted.oauth ?? {}
    const secret = usesSecret(authMethodOf(change, false)) ? newSecret('lgcs_') : null
    const oauth = changedOAuthSettings(defaultOAuthSettings(secret !== null), change)
    const settings = { ...wanted, oauth }
    const clientId = newXid()
    const checked = checkClientSettings(clientId, settings, secret !== null)
    if (!checked.ok) return checked
    const hash = secret === null ? null : await hashes.hash(secret)
    if (hash === 'overloaded') return refuse('overloaded')
    const registrationToken = newSecret('lgrg_')
    const registered = await transact(caller, async (unit) => {
      if (!(await unit.registrations.spendToken(known.xid)))
        return refuse('registration_token_invalid' as const)
      const added = await addClient(
        dependencies,
        unit,
        { clientId, realm: known.realm, settings, secret },
        hash,
      )
      if (!added.ok) throw new Error(`A client cannot register itself: ${added.refusal}`)
      const { client } = added.value
      await unit.registrations.bind(client.xid, digest(registrationToken))
      const target = { type: 'registration_token', xid: known.xid }
      await unit.record({ action: 'registration_token.used', target, details: { client_xid: client.xid } })
      return accept({ client, secret, registrationToken })
    })
    return registered.ok ? registered : refused(dependencies, caller)
  }
}

function refused(
  { transact }: Dependencies,
  caller: Caller,
): Promise<Result<never, 'registration_token_invalid'>> {
  return transact(caller, async ({ report }) => {
    await report({ event: 'client_registration_refused', details: { reason: 'registration_token_invalid' } })
    return refuse('registration_token_invalid')
  })
}
