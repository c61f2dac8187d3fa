import type { AppendRequests } from '@lgc/audit'
import type * as authentication from '@lgc/authentication'
import type * as client from '@lgc/client'
import type { Caller, Clock, NewXid, Suspicion } from '@lgc/kernel'
import type * as notification from '@lgc/notification'
import type * as person from '@lgc/person'
import type { HashingLoad, Profiles } from '@lgc/person/infra'
import type { DevicesCore } from './compose-devices.ts'
import type { ClientsCore } from './compose-clients.ts'
import type { KeysCore } from './compose-keys.ts'
import type { LogoutCore } from './compose-logout.ts'
import type { PersonsCore } from './compose-persons.ts'
import type { TokensCore } from './compose-tokens.ts'
import type { EndIssued } from './end-issued.ts'
import type { Sweep } from './sweep.ts'
import type { AuditCore } from './compose-audit.ts'

type Parts = Omit<KeysCore, 'tendKeys'> & TokensCore & LogoutCore & DevicesCore & ClientsCore & PersonsCore

/** What the service can do. The shells around it translate and decide nothing. */
export type Core = Parts & {
  readonly registerAccount: person.RegisterAccount

  /** What was answered under an idempotency key; secrets that were shown once are in it. */
  readonly recallAnswer: client.RecallAnswer
  readonly createRealm: client.CreateRealm
  readonly renameRealm: client.RenameRealm
  readonly createApiKey: client.CreateApiKey
  readonly revokeApiKey: client.RevokeApiKey
  readonly createGrant: client.CreateGrant
  readonly changeAccessLevel: client.ChangeAccessLevel
  readonly revokeGrant: client.RevokeGrant
  readonly authenticateClient: client.AuthenticateClient
  readonly authenticateApiKey: client.AuthenticateApiKey

  readonly verifyByPassword: authentication.VerifyByPassword<person.PasswordRefusal>
  readonly verifyByCode: authentication.VerifyByCode<person.CodeAttemptRefusal>
  readonly readProviderToken: authentication.ReadProviderToken
  readonly verifyProviderAccount: authentication.VerifyProviderAccount<person.AccountRefusal>
  readonly beginProviderLogin: authentication.BeginProviderLogin
  readonly finishProviderLogin: authentication.FinishProviderLogin<person.AccountRefusal>
  readonly findProviderOffer: authentication.FindProviderOffer
  readonly takeProviderOffer: authentication.TakeProviderOffer
  readonly verifyByProvider: authentication.VerifyByProvider<person.AccountRefusal>
  readonly authorize: authentication.Authorize
  readonly recordConsent: authentication.RecordConsent
  readonly createLoginSession: authentication.CreateLoginSession
  readonly exchangeAuthorizationCode: authentication.ExchangeAuthorizationCode
  readonly checkSession: authentication.CheckSession
  readonly endSession: authentication.EndSession
  readonly revokeSession: authentication.RevokeSession
  readonly renewLoginSession: authentication.RenewLoginSession
  readonly endOwnSession: authentication.EndOwnSession
  readonly endOtherSessions: authentication.EndOtherSessions
  readonly withdrawAccess: authentication.WithdrawAccess
  readonly withdrawConsent: authentication.WithdrawConsent
  readonly readUserinfo: authentication.ReadUserinfo
  readonly readOpenIdRequest: authentication.ReadOpenIdRequest
  readonly keepOpenIdRequest: authentication.KeepOpenIdRequest
  readonly chooseAccount: authentication.ChooseAccount
  readonly beginLoginFlow: authentication.BeginLoginFlow
  readonly resumeLoginFlow: authentication.ResumeLoginFlow
  readonly findLoginSession: authentication.FindLoginSession
  readonly whoIsHere: authentication.WhoIsHere

  /** Null where mail does not leave the service. */
  readonly dispatchMessages: notification.DispatchMessages | null
  readonly retryMessage: notification.RetryMessage

  /** Reads that need no transaction and decide nothing. */
  readonly queries: {
    readonly clients: Pick<client.Clients, 'find' | 'findByXid' | 'list' | 'secretsOf'>
    readonly realms: Pick<client.Realms, 'find' | 'findByXid'>
    readonly apiKeys: Pick<client.ApiKeys, 'find' | 'listOf' | 'findByDigest'>
    readonly grants: Pick<client.Grants, 'find' | 'findNewest'>
    readonly profiles: Profiles
    readonly identities: Pick<person.Identities, 'find' | 'findByIdentifier' | 'listOf'>
    readonly searchPersons: person.SearchPersons
    readonly listClients: client.ListClients
    readonly listGrants: client.ListGrants
    readonly listRealms: client.ListRealms
    readonly listSessions: authentication.ListSessions
    readonly listConsents: authentication.ListConsents
    readonly messages: Pick<notification.Outbox, 'list'>
  }
  /** Keeps the identifier that a browser typed in its login flow. */
  readonly noteLoginIdentifier: authentication.LoginFlows['saveIdentifier']
  /** Puts on the record what was refused before any use case saw it. */
  readonly report: (suspicion: Suspicion<'origin_rejected' | 'rate_limited'>, caller: Caller) => Promise<void>
  /** Keyed digest of a request that a client named, so that it is known again; tells nothing of what is in it. */
  readonly digestRequest: (request: string) => string
  readonly appendRequests: AppendRequests
  readonly sweep: Sweep
  readonly endIssued: EndIssued
  readonly hashingLoad: () => HashingLoad
  readonly audit: AuditCore
  readonly newXid: NewXid
  readonly now: Clock
}
