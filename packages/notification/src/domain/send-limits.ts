import { type Instant, later } from '@lgc/kernel'
import type { MessageKind } from './message.ts'

/** Messages that anybody can make us send. Notices to an owner are not held back: they warn of theft. */
export const limitedKinds: readonly MessageKind[] = [
  'password_reset',
  'email_verification',
  'one_time_code',
  'email_change',
  'account_exists',
  'phone_change',
]

const limits = [
  { count: 3, withinSeconds: 10 * 60 },
  { count: 10, withinSeconds: 24 * 60 * 60 },
] as const

/** Since when a recipient's messages are looked at. */
export function firstThatCounts(now: Instant): Instant {
  return later(now, -Math.max(...limits.map(({ withinSeconds }) => withinSeconds)))
}

/** Whether one more may be sent to a recipient who was sent these. */
export function mayBeSent(sentAt: readonly Instant[], now: Instant): boolean {
  return limits.every(
    ({ count, withinSeconds }) => sentAt.filter((at) => at > later(now, -withinSeconds)).length < count,
  )
}
