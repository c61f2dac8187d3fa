import type { Caller, Clock, NewXid, Transact, Xid } from '@lgc/kernel'
import { type ToE164, parseIdentifier } from '../domain/identifier.ts'
import { isProvedByPassword } from '../domain/identity.ts'
import type { Correspondence, Credential, PersonUnit, ProofTokens } from './ports.ts'
import { sendProof } from './send-proof.ts'

export type ResetRequest = {
  readonly realmXid: Xid
  readonly identifier: string
  readonly correspondence: Correspondence
  /** The sign-in that it was asked in; a browser that still has it goes on there. */
  readonly flowXid: Xid | null
}

/**
 * Sends a link for a new password to an e-mail address that somebody signs in with. Whether anybody does is
 * not told: not by an answer, for there is none, and not by the time, for the statements are as many.
 */
export type RequestPasswordReset = (request: ResetRequest, caller: Caller) => Promise<void>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly proofTokens: ProofTokens
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

export function requestPasswordReset(dependencies: Dependencies): RequestPasswordReset {
  const { transact, toE164, newXid, now } = dependencies
  return async ({ realmXid, identifier, correspondence, flowXid }, caller) => {
    const parsed = parseIdentifier(identifier, toE164)
    await transact(caller, async (unit) => {
      const { proofs, messages, record, report } = unit
      const inVain = async (reason: string): Promise<void> =>
        report({ event: 'reset_requested_in_vain', identifier, details: { reason } })
      if (!parsed.ok) return inVain(parsed.refusal)
      const named = parsed.value
      if (named.type !== 'email' || !isProvedByPassword(named.type)) return inVain('no_address')
      const credential = await unit.identities.findCredential(realmXid, named)
      const why = whyNot(credential)
      if (!credential || why) {
        await proofs.noteRequest(newXid(), 'password_reset', now())
        await messages.mayBeSentTo(named.identifier)
        return inVain(why ?? 'unknown')
      }
      const identity = { xid: credential.identityXid, identifier: named.identifier }
      const beside = flowXid === null ? {} : { flow: flowXid }
      const wanted = { identity, purpose: 'password_reset', correspondence, beside } as const
      const sent = await sendProof(dependencies, unit, wanted)
      if (!sent.ok) return inVain(sent.refusal)
      await record({
        action: 'identity.reset_requested',
        target: { type: 'identity', xid: identity.xid },
        details: { person_xid: credential.personXid },
      })
    })
  }
}

function whyNot(credential: Credential | undefined): string | undefined {
  if (!credential) return 'unknown'
  return credential.status === 'suspended' ? 'suspended' : undefined
}
