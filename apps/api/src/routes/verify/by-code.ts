import type { Verified } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { type Result, accept, parseXid } from '@lgc/kernel'
import { z } from 'zod'
import { readCookie, setCookie } from '../../http/cookies.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import type { Refusal } from '../../http/problems.ts'
import { xid } from '../schemas.ts'

const code = { challenge_xid: xid, otp: z.string().regex(/^[0-9]{6}$/) }

export const codeProofs = [
  z.strictObject({ method: z.literal('otp_sms'), ...code }),
  z.strictObject({ method: z.literal('otp_email'), ...code }),
] as const

type CodeProof = z.output<(typeof codeProofs)[number]>

/** A code that a browser of ours asked for is good in that browser alone. */
export async function byCode(
  c: HttpContext,
  { verifyByCode }: Pick<Core, 'verifyByCode'>,
  { method, challenge_xid, otp }: CodeProof,
): Promise<Result<Verified, Refusal>> {
  const challengeXid = parseXid(challenge_xid)
  if (!challengeXid) throw new Error('The schema let through what is no xid')
  const browser = readCookie(c, 'lgc_browser')
  const device = readCookie(c, 'lgc_device')
  const verified = await verifyByCode({ method, challengeXid, code: otp, browser, device }, callerOf(c))
  if (!verified.ok) return verified
  setCookie(c, 'lgc_device', verified.value.device)
  return accept(verified.value)
}
