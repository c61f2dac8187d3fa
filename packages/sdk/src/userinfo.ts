import { isBoolean, isList, isNumber, isText, isTexts, member, optionalMember } from './json-member.ts'

/** What the person agreed to share; what was not shared is undefined. */
export type Userinfo = {
  readonly personXid: string
  readonly name: string | undefined
  readonly legalName: string | undefined
  readonly email: string | undefined
  readonly isEmailVerified: boolean | undefined
  readonly phoneNumber: string | undefined
  readonly isPhoneNumberVerified: boolean | undefined
  readonly identities: readonly Identity[] | undefined
  readonly companyCodes: readonly string[] | undefined
  readonly accessLevel: string | undefined
  /** Seconds since 1970 (OpenID Connect Core, section 5.1). */
  readonly updatedAt: number | undefined
}

type Identity = { readonly xid: string; readonly type: string; readonly identifier: string }

export function userinfoIn(answer: unknown): Userinfo {
  return {
    personXid: member(answer, 'sub', isText),
    name: optionalMember(answer, 'name', isText),
    legalName: optionalMember(answer, 'legal_name', isText),
    email: optionalMember(answer, 'email', isText),
    isEmailVerified: optionalMember(answer, 'email_verified', isBoolean),
    phoneNumber: optionalMember(answer, 'phone_number', isText),
    isPhoneNumberVerified: optionalMember(answer, 'phone_number_verified', isBoolean),
    identities: optionalMember(answer, 'identities', isList)?.map(identityIn),
    companyCodes: optionalMember(answer, 'company_codes', isTexts),
    accessLevel: optionalMember(answer, 'access_level', isText),
    updatedAt: optionalMember(answer, 'updated_at', isNumber),
  }
}

function identityIn(identity: unknown): Identity {
  return {
    xid: member(identity, 'xid', isText),
    type: member(identity, 'type', isText),
    identifier: member(identity, 'identifier', isText),
  }
}
