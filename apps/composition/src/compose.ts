import { createHmac } from 'node:crypto'
import { sqlRequests } from '@lgc/audit/infra'
import * as authentication from '@lgc/authentication'
import {
  hmacVerificationTokens,
  nodeSecrets,
  sqlLoginFlows,
  sqlSessionView,
  sqlSessions,
} from '@lgc/authentication/infra'
import * as client from '@lgc/client'
import {
  keyedSecretMemory,
  sha256Digest,
  sqlApiKeys,
  sqlClients,
  sqlGrants,
  sqlKeyLookup,
  sqlKeyUse,
  sqlRealms,
} from '@lgc/client/infra'
import type { Clock, Xid } from '@lgc/kernel'
import * as notification from '@lgc/notification'
import { deliveryBy, sqlOutbox } from '@lgc/notification/infra'
import * as person from '@lgc/person'
import {
  argon2Turns,
  hmacAttemptKey,
  isCommonPassword,
  nodeProofTokens,
  parsePhoneNumber,
  sqlIdentities,
  sqlPersons,
  sqlProfiles,
  sqlProofs,
} from '@lgc/person/infra'
import type { Database } from '@lgc/sql'
import type { Core } from './core.ts'
import { brands, profileFor, registeredClients } from './foreign-words.ts'
import type { Settings } from './settings.ts'
import { newSecret, systemClock, xidMaker } from './system.ts'
import type { Tables } from './tables.ts'
import { transactions } from './transactions.ts'

/** The realm that a service with one realm never has to name. */
export const defaultRealmXid: Xid = '00000000000000000000' as Xid

/** Every use case, on one database. The only place that knows all adapters. */
// oxlint-disable-next-line max-lines-per-function -- a list of what there is; it decides nothing
export function compose({ db }: Database<Tables>, settings: Settings, now: Clock = systemClock): Core {
  const newXid = xidMaker(now)
  const digestIdentifier = (identifier: string): string =>
    createHmac('sha256', settings.identifierHmacKey).update(identifier).digest('hex')
  const transact = transactions(db, { now, newXid, digestIdentifier })
  const toE164 = parsePhoneNumber(settings.defaultCountry)
  const takeHashingTurn = argon2Turns(settings.argon2)
  const attemptKeyOf = hmacAttemptKey(settings.identifierHmacKey)
  const passwordPolicy = { minLength: settings.passwordMinLength, isCommon: isCommonPassword }
  const profiles = sqlProfiles(db)
  const clients = sqlClients(db)
  const registered = registeredClients(db)
  const hashes = secretHashes(takeHashingTurn)

  const ofPerson = {
    transact: transact.person,
    takeHashingTurn,
    attemptKeyOf,
    passwordPolicy,
    toE164,
    proofTokens: nodeProofTokens,
    newXid,
    now,
  }
  const ofClient = { transact: transact.client, hashes, digest: sha256Digest, newSecret, newXid, now }
  const verificationTokens = hmacVerificationTokens(settings.verificationKeys, newXid)
  const secrets = nodeSecrets
  const { issuer } = settings
  const ofAuthentication = {
    transact: transact.authentication,
    secrets,
    verificationTokens,
    newXid,
    now,
    issuer,
  }
  const sessions = sqlSessions(db)
  const findLoginSession = authentication.findLoginSession({ sessions, secrets, now })
  const checkSession = authentication.checkSession({
    ...ofAuthentication,
    findView: sqlSessionView(db),
    accessOf: registered.accessOf,
  })

  return {
    identify: person.identify({ toE164 }),
    registerPerson: person.registerPerson({ ...ofPerson, isOpen: settings.isSelfRegistrationOpen }),
    applyPerson: person.applyPerson(ofPerson),
    setPassword: person.setPassword(ofPerson),
    switchPerson: person.switchPerson(ofPerson),
    requestPasswordReset: person.requestPasswordReset(ofPerson),
    resetPassword: person.resetPassword(ofPerson),
    changePassword: person.changePassword({
      ...ofPerson,
      persons: sqlPersons(db),
      listIdentities: sqlIdentities(db).listOf,
      verifyPassword: person.verifyPassword(ofPerson),
    }),
    requestVerification: person.requestVerification(ofPerson),
    verifyAddress: person.verifyAddress(ofPerson),
    lookAtProof: person.lookAtProof({ ...ofPerson, proofs: sqlProofs(db) }),
    parseIdentifier: (typed: string) => person.parseIdentifier(typed, toE164),

    createRealm: client.createRealm(ofClient),
    registerClient: client.registerClient(ofClient),
    updateClient: client.updateClient(ofClient),
    switchClient: client.switchClient(ofClient),
    rotateClientSecret: client.rotateClientSecret(ofClient),
    createApiKey: client.createApiKey(ofClient),
    revokeApiKey: client.revokeApiKey(ofClient),
    createGrant: client.createGrant(ofClient),
    revokeGrant: client.revokeGrant(ofClient),
    authenticateClient: client.authenticateClient({ ...ofClient, clients, verified: keyedSecretMemory() }),
    authenticateApiKey: client.authenticateApiKey({
      ...ofClient,
      findKey: sqlKeyLookup(db),
      noteUse: sqlKeyUse(db, now),
    }),

    verify: authentication.verify({
      checkPassword: person.verifyPassword(ofPerson),
      clients: registered,
      verificationTokens,
      defaultRealmXid,
      now,
    }),
    authorize: authentication.authorize(ofAuthentication),
    recordConsent: authentication.recordConsent(ofAuthentication),
    createLoginSession: authentication.createLoginSession({
      ...ofAuthentication,
      loginSessionLimit: settings.loginSessionLimit,
    }),
    exchangeAuthorizationCode: authentication.exchangeAuthorizationCode(ofAuthentication),
    checkSession,
    endSession: authentication.endSession(ofAuthentication),
    readUserinfo: authentication.readUserinfo({
      ...ofAuthentication,
      checkSession,
      loadProfile: (xid) => profileFor(profiles, xid),
    }),
    beginLoginFlow: authentication.beginLoginFlow({ ...ofAuthentication, transact: transact.loginFlow }),
    resumeLoginFlow: authentication.resumeLoginFlow({ flows: sqlLoginFlows(db), secrets, now }),
    findLoginSession,
    whoIsHere: authentication.whoIsHere(findLoginSession),

    dispatchMessages:
      settings.mail &&
      notification.dispatchMessages({
        transact: transact.notification,
        deliver: deliveryBy(settings.mail),
        findBrand: brands(db),
        issuer,
        now,
        chance: Math.random,
      }),
    retryMessage: notification.retryMessage({ transact: transact.notification, now }),

    /** Reads that need no transaction and decide nothing. */
    queries: {
      clients,
      realms: sqlRealms(db),
      apiKeys: sqlApiKeys(db),
      grants: sqlGrants(db),
      profiles,
      identities: sqlIdentities(db),
      messages: sqlOutbox(db),
    },
    noteLoginIdentifier: sqlLoginFlows(db).saveIdentifier,
    report: (suspicion, caller) => transact.trail(caller, ({ report }) => report(suspicion)),
    appendRequests: sqlRequests(db, newXid),
    newXid,
    now,
  }
}

/** Client secrets take their turns at the same key derivation function as passwords. */
function secretHashes(takeTurn: person.TakeHashingTurn): client.SecretHashes {
  return {
    hash: (secret) => takeTurn(async (turn) => (await turn.hash(secret)) as string as client.SecretHash),
    verify: (stored, secret) =>
      takeTurn((turn) => turn.verify(stored as string as person.PasswordHash, secret)),
  }
}
