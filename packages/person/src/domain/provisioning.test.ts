import type { Xid } from '@lgc/kernel'
import { instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import type { CanonicalIdentifier, IdentityType } from './identifier.ts'
import type { Identity } from './identity.ts'
import { checkScopes, chooseProvisioned, takenFor } from './provisioning.ts'

const xid = (text: string): Xid => text as Xid
const identity = (name: string, type: IdentityType, provisionedByClientId: string | null): Identity => ({
  xid: xid(name),
  personXid: xid('person'),
  type,
  identifier: name as CanonicalIdentifier,
  hasChallenge: false,
  isPrimary: false,
  verifiedAt: null,
  provisionedByClientId,
  lastUsedAt: null,
  createdAt: instant(0),
})

const code = identity('code', 'company_code', 'ours')
const second = identity('second', 'email', 'ours')
const phone = identity('phone', 'sms', 'ours')
const theirs = identity('theirs', 'email', 'theirs')
const own = identity('own', 'email', null)

describe('the identity that a client may change', () => {
  it.each([
    ['the only one it provisioned', [code], { named: null, hasPassword: true }, 'code'],
    ['the only one among those of others', [own, theirs, code], { named: null, hasPassword: true }, 'code'],
    ['the only one with a password', [phone, code], { named: null, hasPassword: true }, 'code'],
    ['the one it names of several', [code, second], { named: 'second', hasPassword: true }, 'second'],
    ['a phone number it names', [code, phone], { named: 'phone', hasPassword: false }, 'phone'],
    [
      'none of several it does not name',
      [code, second],
      { named: null, hasPassword: true },
      'identity_ambiguous',
    ],
    ['none of several of any type', [code, phone], { named: null, hasPassword: false }, 'identity_ambiguous'],
    ['none of a person with nothing', [], { named: null, hasPassword: true }, 'not_provisioned_by_client'],
    [
      'none of a person of others',
      [own, theirs],
      { named: null, hasPassword: true },
      'not_provisioned_by_client',
    ],
    [
      'none of others by name',
      [code, theirs],
      { named: 'theirs', hasPassword: true },
      'not_provisioned_by_client',
    ],
    [
      'none that the person made',
      [code, own],
      { named: 'own', hasPassword: false },
      'not_provisioned_by_client',
    ],
    [
      'none of a stranger, whether it is there or not',
      [own],
      { named: 'missing', hasPassword: true },
      'not_provisioned_by_client',
    ],
    ['none that is missing', [code], { named: 'missing', hasPassword: true }, 'identity_not_found'],
    [
      'none without a password, for a password',
      [phone],
      { named: null, hasPassword: true },
      'challenge_unsupported',
    ],
    [
      'none without a password by name',
      [code, phone],
      { named: 'phone', hasPassword: true },
      'challenge_unsupported',
    ],
  ] as const)('is %s', (_, identities, { named, hasPassword }, expected) => {
    const identityXid = named === null ? null : xid(named)
    const chosen = chooseProvisioned(identities, { clientId: 'ours', identityXid, hasPassword })
    expect(chosen.ok ? chosen.value.xid : chosen.refusal).toBe(expected)
  })
})

describe('an identifier that is taken', () => {
  it.each([
    ['by a person of the client', code, { reason: 'identifier_taken', details: { person_xid: 'person' } }],
    ['by a person of another client', theirs, 'identifier_taken'],
    ['by a person of their own', own, 'identifier_taken'],
    ['by somebody who is gone', undefined, 'identifier_taken'],
  ])('%s says so much and no more', (_, owner, said) => {
    expect(takenFor('ours', owner)).toEqual(said)
  })
})

describe('the scopes of a consent given in advance', () => {
  it.each([
    [['openid'], []],
    [[], []],
    [
      ['openid', 'phone', 'email'],
      ['phone', 'email'],
    ],
  ])('%j are refused for %j', (wanted, not_allowed) => {
    const checked = checkScopes(['openid', 'profile'], wanted)
    expect(checked.ok ? [] : checked.refusal.details.not_allowed).toEqual(not_allowed)
  })
})
