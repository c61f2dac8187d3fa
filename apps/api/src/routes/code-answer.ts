import type { SentCode } from '@lgc/person'
import { z } from 'zod'
import { xid } from './schemas.ts'

/** What is told of a code that was sent. */
export const codeAnswer = z.strictObject({
  challenge_xid: xid,
  expires_in: z.int(),
  resend_after: z.int(),
  dev_code: z.string().optional(),
})

export function codeSent({
  challengeXid,
  expiresInSeconds,
  resendAfterSeconds,
  echo,
}: Omit<SentCode, 'method' | 'isNew'>): z.output<typeof codeAnswer> {
  const told = { challenge_xid: challengeXid, expires_in: expiresInSeconds, resend_after: resendAfterSeconds }
  return echo === null ? told : { ...told, dev_code: echo }
}
