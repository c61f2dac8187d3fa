import type { AuditUnit } from '@lgc/audit'
import { type GatheredTrail, type TrailSettings, sqlSeals, sqlTrail } from '@lgc/audit/infra'
import {
  type AuthenticationUnit,
  type DeviceUnit,
  type IssuedUnit,
  type KeysUnit,
  type LoginFlows,
  type LogoutUnit,
  type NoteEnded,
  type ProviderLogins,
  type SweepUnit,
  type TokenUnit,
  queueLogoutNotices,
} from '@lgc/authentication'
import {
  sqlAccessTokens,
  sqlAuthorizationCodes,
  sqlConsents,
  sqlDeviceAuthorizations,
  sqlExpired,
  sqlIssued,
  sqlLoginFlows,
  sqlLogoutNotices,
  sqlProviderLogins,
  sqlPushedRequests,
  sqlRefreshTokens,
  sqlRevokedTokens,
  sqlSeenProofs,
  sqlSessions,
  sqlSignedIn,
  sqlSigningKeys,
} from '@lgc/authentication/infra'
import type { ClientUnit } from '@lgc/client'
import {
  sealedAnswers,
  sqlApiKeys,
  sqlClients,
  sqlGrants,
  sqlIdempotencyKeys,
  sqlKeptAnswers,
  sqlRealms,
  sqlRegistrations,
} from '@lgc/client/infra'
import type { Caller, Trail, Transact } from '@lgc/kernel'
import { type NotificationUnit, queueMessages } from '@lgc/notification'
import { sqlOutbox } from '@lgc/notification/infra'
import type { PersonUnit, ProvisioningUnit } from '@lgc/person'
import { sqlIdentities, sqlOneTimeCodes, sqlPersons, sqlProofs, sqlSignInAttempts } from '@lgc/person/infra'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { registeredClients, subjects } from './foreign-words.ts'
import { products } from './provisioning.ts'
import type { Tables } from './tables.ts'
import { type TransactOnUnit, transactWithTrail } from './transact-on.ts'

type Transactions = {
  readonly trail: Transact<Trail<string, string>>
  readonly audit: Transact<AuditUnit>
  readonly client: Transact<ClientUnit>
  readonly person: Transact<PersonUnit>
  readonly provisioning: Transact<ProvisioningUnit>
  readonly notification: Transact<NotificationUnit>
  readonly authentication: Transact<AuthenticationUnit>
  readonly sweep: Transact<SweepUnit>
  readonly keys: Transact<KeysUnit>
  readonly tokens: Transact<TokenUnit>
  readonly devices: Transact<DeviceUnit>
  readonly issued: Transact<IssuedUnit>
  readonly logout: Transact<LogoutUnit>
  readonly loginFlow: Transact<
    AuthenticationUnit & { readonly flows: LoginFlows; readonly providerLogins: ProviderLogins }
  >
}

/**
 * Each context's world inside one transaction: its own tables, its neighbours by its own ports, the trail.
 * Every adapter takes the one handle and sees, by its type, the tables of its own context only. What was
 * recorded is written at the end.
 */
export function transactions(
  db: Kysely<Tables>,
  settings: TrailSettings & { readonly answersKey: string },
): Transactions {
  const transactOn = transactWithTrail(db)
  const trailOn = (caller: Caller) => sqlTrail(caller, settings)
  const signedInOn = (trx: Kysely<Tables>) => sqlSignedIn(narrow(trx), noteEndedOn(trx, settings))

  const personUnit = (trx: Kysely<Tables>, caller: Caller): PersonUnit & GatheredTrail => ({
    ...trailOn(caller),
    persons: sqlPersons(narrow(trx)),
    identities: sqlIdentities(narrow(trx)),
    attempts: sqlSignInAttempts(narrow(trx)),
    signedIn: signedInOn(trx),
    proofs: sqlProofs(narrow(trx)),
    codes: sqlOneTimeCodes(narrow(trx)),
    messages: queueMessages({ ...settings, outbox: sqlOutbox(narrow(trx)) }),
  })

  return {
    trail: transactOn((_, caller) => trailOn(caller)),
    audit: transactOn((trx, caller) => ({ ...trailOn(caller), seals: sqlSeals(narrow(trx)) })),
    client: transactOn((trx, caller) => ({
      ...trailOn(caller),
      realms: sqlRealms(narrow(trx)),
      clients: sqlClients(narrow(trx)),
      registrations: sqlRegistrations(narrow(trx)),
      apiKeys: sqlApiKeys(narrow(trx)),
      keptAnswers: sqlKeptAnswers(narrow(trx)),
      givenAnswers: sealedAnswers(sqlIdempotencyKeys(narrow(trx), settings.newXid), settings.answersKey),
      grants: sqlGrants(narrow(trx)),
      signedIn: signedInOn(trx),
    })),
    person: transactOn(personUnit),
    provisioning: transactOn((trx, caller) => {
      const unit = personUnit(trx, caller)
      return {
        ...unit,
        products: products(
          { client: narrow(trx), authentication: narrow(trx) },
          { ...settings, caller, trail: unit },
        ),
        answers: sqlIdempotencyKeys(narrow(trx), settings.newXid),
      }
    }),
    notification: transactOn((trx, caller) => ({
      ...trailOn(caller),
      outbox: sqlOutbox(narrow(trx)),
    })),
    ...ofAuthentication(transactOn, settings),
  }
}

/** Whoever ends sessions in a transaction queues the notices of it there, too. */
function noteEndedOn(trx: Kysely<Tables>, settings: Pick<TrailSettings, 'newXid' | 'now'>): NoteEnded {
  const clients = registeredClients(narrow(trx))
  return queueLogoutNotices({ ...settings, clients, notices: sqlLogoutNotices(narrow(trx)) })
}

type OfAuthentication = Pick<
  Transactions,
  'authentication' | 'tokens' | 'devices' | 'keys' | 'logout' | 'sweep' | 'issued' | 'loginFlow'
>

function ofAuthentication(transactOn: TransactOnUnit, settings: TrailSettings): OfAuthentication {
  const trailOn = (caller: Caller) => sqlTrail(caller, settings)

  const authenticationUnit = (trx: Kysely<Tables>, caller: Caller): AuthenticationUnit & GatheredTrail => ({
    ...trailOn(caller),
    codes: sqlAuthorizationCodes(narrow(trx)),
    sessions: sqlSessions(narrow(trx), noteEndedOn(trx, settings)),
    consents: sqlConsents(narrow(trx)),
    pushedRequests: sqlPushedRequests(narrow(trx)),
    subjects: subjects(narrow(trx)),
    clients: registeredClients(narrow(trx)),
  })

  return {
    authentication: transactOn(authenticationUnit),
    tokens: transactOn((trx, caller) => ({
      ...authenticationUnit(trx, caller),
      ...tokensOn(trx, settings),
    })),
    devices: transactOn((trx, caller) => ({
      ...authenticationUnit(trx, caller),
      ...tokensOn(trx, settings),
      deviceAuthorizations: sqlDeviceAuthorizations(narrow(trx)),
    })),
    keys: transactOn((trx, caller) => ({ ...trailOn(caller), keys: sqlSigningKeys(narrow(trx)) })),
    logout: transactOn((trx, caller) => ({
      ...trailOn(caller),
      notices: sqlLogoutNotices(narrow(trx)),
    })),
    sweep: transactOn((trx, caller) => ({ ...trailOn(caller), expired: sqlExpired(narrow(trx)) })),
    issued: transactOn((trx, caller) => ({
      ...trailOn(caller),
      issued: sqlIssued(narrow(trx), noteEndedOn(trx, settings)),
    })),
    loginFlow: transactOn((trx, caller) => ({
      ...authenticationUnit(trx, caller),
      flows: sqlLoginFlows(narrow(trx)),
      providerLogins: sqlProviderLogins(narrow(trx)),
    })),
  }
}

type KeptTokens = Pick<TokenUnit, 'accessTokens' | 'refreshTokens' | 'revokedTokens' | 'seenProofs'>

function tokensOn(trx: Kysely<Tables>, { newXid }: Pick<TrailSettings, 'newXid'>): KeptTokens {
  return {
    accessTokens: sqlAccessTokens(narrow(trx)),
    refreshTokens: sqlRefreshTokens(narrow(trx)),
    revokedTokens: sqlRevokedTokens(narrow(trx), newXid),
    seenProofs: sqlSeenProofs(narrow(trx), newXid),
  }
}
