import type { Transact } from '@lgc/kernel'
import * as person from '@lgc/person'
import {
  hmacCodeMaker,
  hmacKnownDevices,
  sqlIdentities,
  sqlPersons,
  sqlProfiles,
  sqlProofs,
} from '@lgc/person/infra'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { codeRulesOf } from './code-rules.ts'
import type { Settings } from './settings.ts'
import type { Tables } from './tables.ts'

/** Who people are, and what they and others may change of that. */
export type PersonsCore = {
  readonly identify: person.Identify
  readonly sendOneTimeCode: person.SendOneTimeCode
  readonly registerPerson: person.RegisterPerson
  readonly applyPerson: person.ApplyPerson
  readonly provisionPerson: person.ProvisionPerson
  readonly loadPersons: person.LoadPersons
  readonly changeProvisionedChallenge: person.ChangeProvisionedChallenge
  readonly changeProvisionedIdentifier: person.ChangeProvisionedIdentifier
  readonly setPassword: person.SetPassword
  readonly switchPerson: person.SwitchPerson
  readonly updatePerson: person.UpdatePerson
  readonly deletePerson: person.DeletePerson
  readonly changeIdentifier: person.ChangeIdentifier
  readonly changeChallenge: person.ChangeChallenge
  readonly requestPasswordReset: person.RequestPasswordReset
  readonly resetPassword: person.ResetPassword
  readonly changePassword: person.ChangePassword
  readonly requestVerification: person.RequestVerification
  readonly verifyAddress: person.VerifyAddress
  readonly requestEmailChange: person.RequestEmailChange
  readonly changeEmail: person.ChangeEmail
  readonly requestPhoneChange: person.RequestPhoneChange
  readonly changePhone: person.ChangePhone
  readonly lookAtProof: person.LookAtProof
  /** Which kinds of codes can be sent here. */
  readonly codeMethods: ReadonlySet<person.CodeMethod>
  readonly parseIdentifier: (typed: string) => ReturnType<typeof person.parseIdentifier>
}

/** How people prove who they are; product apps ask for it by other names. */
type Proofs = {
  readonly verifyPassword: person.VerifyPassword
  readonly verifyOneTimeCode: person.VerifyOneTimeCode
}

type OfPerson = Parameters<typeof person.registerPerson>[0] &
  Parameters<typeof person.requestPasswordReset>[0] &
  Pick<Parameters<typeof person.sendOneTimeCode>[0], 'toE164' | 'attemptKeyOf'>

type Surroundings = {
  readonly ofPerson: Omit<OfPerson, 'isOpen'>
  readonly transactOnProvisioning: Transact<person.ProvisioningUnit>
  readonly pace: person.PaceAttempts
}

export function composePersons(
  db: Kysely<Tables>,
  settings: Settings,
  { ofPerson, transactOnProvisioning, pace }: Surroundings,
): PersonsCore & Proofs {
  const identities = sqlIdentities(narrow(db))
  const codeRules = codeRulesOf(settings)
  const { toE164 } = ofPerson
  const knownDevices = hmacKnownDevices(settings.identifierHmacKey)
  const verifyPassword = person.verifyPassword({ ...ofPerson, pace, knownDevices })
  const ofCodes = { ...ofPerson, codeMaker: hmacCodeMaker(settings.identifierHmacKey), codeRules }
  const ofOwner = {
    ...ofCodes,
    persons: sqlPersons(narrow(db)),
    listIdentities: identities.listOf,
    verifyPassword,
  }
  const ofProvisioning = { ...ofPerson, transact: transactOnProvisioning }
  return {
    verifyPassword,
    verifyOneTimeCode: person.verifyOneTimeCode({ ...ofCodes, knownDevices }),
    identify: person.identify({ toE164, codeRules, isGoogleAccepted: settings.google !== null }),
    sendOneTimeCode: person.sendOneTimeCode(ofCodes),
    codeMethods: codeRules.methods,
    registerPerson: person.registerPerson({ ...ofPerson, isOpen: settings.isSelfRegistrationOpen }),
    applyPerson: person.applyPerson(ofPerson),
    provisionPerson: person.provisionPerson({
      ...ofProvisioning,
      isPasswordOptional: settings.isProvisioningWithoutChallengeAllowed,
    }),
    loadPersons: person.loadPersons({ ...ofProvisioning, hashingWidth: settings.argon2.concurrency }),
    changeProvisionedChallenge: person.changeProvisionedChallenge(ofProvisioning),
    changeProvisionedIdentifier: person.changeProvisionedIdentifier(ofProvisioning),
    setPassword: person.setPassword(ofPerson),
    switchPerson: person.switchPerson(ofPerson),
    updatePerson: person.updatePerson(ofPerson),
    deletePerson: person.deletePerson(ofPerson),
    changeIdentifier: person.changeIdentifier(ofPerson),
    changeChallenge: person.changeChallenge({
      ...ofPerson,
      identities,
      persons: sqlProfiles(narrow(db)),
    }),
    requestPasswordReset: person.requestPasswordReset(ofPerson),
    resetPassword: person.resetPassword(ofPerson),
    changePassword: person.changePassword(ofOwner),
    requestVerification: person.requestVerification(ofPerson),
    verifyAddress: person.verifyAddress(ofPerson),
    requestEmailChange: person.requestEmailChange(ofOwner),
    changeEmail: person.changeEmail(ofPerson),
    requestPhoneChange: person.requestPhoneChange(ofOwner),
    changePhone: person.changePhone(ofCodes),
    lookAtProof: person.lookAtProof({ ...ofPerson, proofs: sqlProofs(narrow(db)) }),
    parseIdentifier: (typed: string) => person.parseIdentifier(typed, toE164),
  }
}
