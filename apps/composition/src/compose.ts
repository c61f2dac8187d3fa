import { createHmac } from 'node:crypto'
import { sqlRequests } from '@lgc/audit/infra'
import * as authentication from '@lgc/authentication'
import {
  hmacVerificationTokens,
  nodeSecrets,
  sqlCodeView,
  sqlConsentList,
  sqlLoginFlows,
  sqlSessionList,
  sqlSessionLookup,
  sqlSessionView,
} from '@lgc/authentication/infra'
import * as client from '@lgc/client'
import {
  keyedSecretMemory,
  nodeNetworks,
  sealedAnswers,
  sha256Digest,
  sqlApiKeys,
  sqlClientList,
  sqlClientLookup,
  sqlClients,
  sqlGrantList,
  sqlGrants,
  sqlIdempotencyKeys,
  sqlKeyLookup,
  sqlKeyUse,
  sqlRealmList,
  sqlRealms,
} from '@lgc/client/infra'
import type { Clock, Xid } from '@lgc/kernel'
import * as notification from '@lgc/notification'
import { deliveryBy, shortDeliveryBy, sqlOutbox } from '@lgc/notification/infra'
import { guardedFetch } from '@lgc/outbound'
import * as person from '@lgc/person'
import {
  argon2Turns,
  hmacAttemptKey,
  isCommonPassword,
  nodeProofTokens,
  parsePhoneNumber,
  sqlIdentities,
  sqlPersonSearch,
  sqlProfileLookup,
  sqlProfiles,
} from '@lgc/person/infra'
import { type Database, unflushed } from '@lgc/sql'
import { composeAudit } from './compose-audit.ts'
import { composeDevices } from './compose-devices.ts'
import { composeKeys } from './compose-keys.ts'
import { composeLogout } from './compose-logout.ts'
import { composePersons } from './compose-persons.ts'
import { composeProvider } from './compose-provider.ts'
import { composeTokens } from './compose-tokens.ts'
import { composeClients } from './compose-clients.ts'
import type { Core } from './core.ts'
import { brands, profileFor, registeredClients } from './foreign-words.ts'
import { secretHashes } from './secret-hashes.ts'
import type { Settings } from './settings.ts'
import { endIssuedWith } from './end-issued.ts'
import { sweepWith } from './sweep.ts'
import { newSecret, serviceCaller, systemClock, xidMaker } from './system.ts'
import type { Tables } from './tables.ts'
import { transactions } from './transactions.ts'

/** The realm that a service with one realm never has to name. */
export const defaultRealmXid: Xid = '00000000000000000000' as Xid

const unpaced: person.PaceAttempts = { waitBefore: async () => 0, noteRefusal: async () => {} }

/** Every use case, on one database. The only place that knows all adapters. */
// oxlint-disable-next-line max-lines-per-function -- a list of what there is; it decides nothing
export function compose(
  database: Database<Tables>,
  settings: Settings,
  now: Clock = systemClock,
  pace: person.PaceAttempts = unpaced,
): Core {
  const { db } = database
  const newXid = xidMaker(now)
  const digestIdentifier = (identifier: string): string =>
    createHmac('sha256', settings.identifierHmacKey).update(identifier).digest('hex')
  const transact = transactions(db, {
    now,
    newXid,
    digestIdentifier,
    answersKey: settings.identifierHmacKey,
  })
  const toE164 = parsePhoneNumber(settings.defaultCountry)
  const takeHashingTurn = argon2Turns(settings.argon2)
  const attemptKeyOf = hmacAttemptKey(settings.identifierHmacKey)
  const passwordPolicy = { minLength: settings.passwordMinLength, isCommon: isCommonPassword }
  const profiles = sqlProfiles(db)
  const loadProfile = sqlProfileLookup(db)
  const identities = sqlIdentities(db)
  const clients = sqlClients(db)
  const findCredentials = sqlClientLookup(db)
  const findCode = sqlCodeView(db)
  const registered = registeredClients(db, {
    find: async (clientId) => (await findCredentials(clientId))?.client,
  })
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
  const askOutside = guardedFetch({ allow: settings.outboundAllow })
  const { verifyPassword, verifyOneTimeCode, ...persons } = composePersons(db, settings, {
    ofPerson,
    transactOnProvisioning: transact.provisioning,
    pace,
  })
  const networks = nodeNetworks
  const ofClient = {
    transact: transact.client,
    hashes,
    networks,
    digest: sha256Digest,
    newSecret,
    newXid,
    now,
  }
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
  const ofService = { serviceXid: defaultRealmXid, now }
  const ofVerification = { clients: registered, verificationTokens, defaultRealmXid, now }
  const service = serviceCaller(newXid)
  const { tendKeys, ...keys } = composeKeys(db, settings, { transact: transact.keys, service, newXid, now })
  const outside = { askOutside, transactOnNotices: transact.logout }
  const sessions = sqlSessionLookup(db)
  const findLoginSession = authentication.findLoginSession({ sessions, secrets, now })
  const checkSession = authentication.checkSession({
    ...ofAuthentication,
    findView: sqlSessionView(db),
    noteActivity: authentication.noteActivity({ transact: transact.authentication, service }),
    accessOf: registered.accessOf,
  })

  return {
    ...keys,
    ...composeLogout(db, { ...ofAuthentication, ...keys, ...outside, findLoginSession }),
    ...persons,
    ...composeDevices(db, settings, { transact: transact.devices, keys, newXid, now }),
    ...composeTokens(db, settings, {
      transact: transact.tokens,
      clients: registered,
      findCode,
      keys,
      ask: askOutside,
      newXid,
      now,
    }),
    recallAnswer: client.recallAnswer({
      givenAnswers: sealedAnswers(sqlIdempotencyKeys(db, newXid), settings.identifierHmacKey),
      now,
    }),
    createRealm: client.createRealm(ofClient),
    renameRealm: client.renameRealm(ofClient),
    ...composeClients(db, ofClient),
    createApiKey: client.createApiKey(ofClient),
    revokeApiKey: client.revokeApiKey(ofClient),
    createGrant: client.createGrant(ofClient),
    changeAccessLevel: client.changeAccessLevel(ofClient),
    revokeGrant: client.revokeGrant(ofClient),
    authenticateClient: client.authenticateClient({
      ...ofClient,
      findCredentials,
      verified: keyedSecretMemory(),
    }),
    authenticateApiKey: client.authenticateApiKey({
      ...ofClient,
      findKey: sqlKeyLookup(db),
      noteUse: sqlKeyUse(db, now),
    }),

    verifyByPassword: authentication.verifyByPassword({ ...ofVerification, checkPassword: verifyPassword }),
    verifyByCode: authentication.verifyByCode({
      ...ofVerification,
      checkCode: verifyOneTimeCode,
    }),
    ...composeProvider(settings, {
      db,
      transact,
      askOutside,
      ofVerification,
      ofPerson: { ...ofPerson, pace },
    }),
    authorize: authentication.authorize(ofAuthentication),
    recordConsent: authentication.recordConsent(ofAuthentication),
    createLoginSession: authentication.createLoginSession({
      ...ofAuthentication,
      loginSessionLimit: settings.loginSessionLimit,
    }),
    exchangeAuthorizationCode: authentication.exchangeAuthorizationCode({
      ...ofAuthentication,
      findCode,
      clients: registered,
    }),
    checkSession,
    endSession: authentication.endSession(ofAuthentication),
    revokeSession: authentication.revokeSession(ofAuthentication),
    renewLoginSession: authentication.renewLoginSession(ofAuthentication),
    endOwnSession: authentication.endOwnSession(ofAuthentication),
    endOtherSessions: authentication.endOtherSessions(ofAuthentication),
    withdrawAccess: authentication.withdrawAccess(ofAuthentication),
    withdrawConsent: authentication.withdrawConsent(ofAuthentication),
    readUserinfo: authentication.readUserinfo({
      ...ofAuthentication,
      checkSession,
      loadProfile: (xid) => profileFor({ load: loadProfile }, xid),
    }),
    readOpenIdRequest: authentication.readOpenIdRequest({
      ...ofAuthentication,
      verifyToken: keys.verifyToken,
    }),
    keepOpenIdRequest: authentication.keepOpenIdRequest(ofAuthentication),
    chooseAccount: authentication.chooseAccount({ flows: sqlLoginFlows(db) }),
    beginLoginFlow: authentication.beginLoginFlow({ ...ofAuthentication, transact: transact.loginFlow }),
    resumeLoginFlow: authentication.resumeLoginFlow({ flows: sqlLoginFlows(db), secrets, now }),
    findLoginSession,
    whoIsHere: authentication.whoIsHere(findLoginSession),

    dispatchMessages:
      settings.mail === null && settings.sms === null
        ? null
        : notification.dispatchMessages({
            transact: transact.notification,
            deliveries: {
              email: settings.mail && deliveryBy(settings.mail),
              sms: settings.sms && shortDeliveryBy(settings.sms, askOutside),
            },
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
      identities,
      searchPersons: sqlPersonSearch(db),
      listClients: sqlClientList(db),
      listGrants: sqlGrantList(db),
      listRealms: sqlRealmList(db),
      listSessions: sqlSessionList(db),
      listConsents: sqlConsentList(db),
      messages: sqlOutbox(db),
    },
    noteLoginIdentifier: sqlLoginFlows(db).saveIdentifier,
    report: (suspicion, caller) => transact.trail(caller, ({ report }) => report(suspicion)),
    digestRequest: (request) => digestIdentifier(`request\n${request}`),
    appendRequests: sqlRequests(unflushed(database), newXid),
    endIssued: endIssuedWith(transact, defaultRealmXid),
    sweep: sweepWith(
      {
        expired: authentication.sweepExpired({ transact: transact.sweep, ...ofService }),
        codes: person.sweepCodes({ transact: transact.person, ...ofService }),
        attempts: person.sweepAttempts({ transact: transact.person, ...ofService }),
        idempotencyKeys: client.sweepIdempotencyKeys({ ...ofClient, serviceXid: defaultRealmXid }),
        messages: notification.sweepMessages({ transact: transact.notification, ...ofService }),
        signingKeys: tendKeys,
      },
      service,
    ),
    hashingLoad: takeHashingTurn.load,
    audit: composeAudit(database, { transact: transact.audit, keys: settings.auditKeys, newXid, now }),
    newXid,
    now,
  }
}
