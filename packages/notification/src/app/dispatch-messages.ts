import { type Caller, type Clock, type Transact, later } from '@lgc/kernel'
import { type Letterhead, composeMail } from '../domain/compose-mail.ts'
import { composeShortMessage } from '../domain/compose-short-message.ts'
import { isWornOut, leaseInSeconds, nextAttemptAt } from '../domain/delivery.ts'
import type { Channel, Message } from '../domain/message.ts'
import type { Chance, Deliveries, FailedAttempt, FindBrand, NotificationUnit } from './ports.ts'

export type Dispatched = { readonly sent: number; readonly failed: number; readonly parked: number }

/**
 * Delivers every message that is due, several at a time, so that one slow server holds up its own message
 * only. A message is marked after it was delivered: whoever dies in between delivers it again, under the
 * same Message-ID. One that fails is tried again later, and parked when it failed too often.
 */
export type DispatchMessages = (caller: Caller) => Promise<Dispatched>

type Dependencies = {
  readonly transact: Transact<NotificationUnit>
  readonly deliveries: Deliveries
  readonly findBrand: FindBrand
  readonly issuer: Letterhead['issuer']
  readonly now: Clock
  readonly chance: Chance
}

type Outcome = keyof Dispatched

const atATime = 5

export function dispatchMessages(dependencies: Dependencies): DispatchMessages {
  const { transact, deliveries, now } = dependencies
  const channels = (['email', 'sms'] as const).filter((channel) => deliveries[channel] !== null)
  return async (caller) => {
    const tally = { sent: 0, failed: 0, parked: 0 }
    const claim = (): Promise<Message | undefined> =>
      transact(caller, ({ outbox }) => outbox.claim(channels, now(), later(now(), leaseInSeconds)))
    const work = async (): Promise<void> => {
      for (let message = await claim(); message; message = await claim()) {
        tally[await dispatch(dependencies, message, caller)] += 1
      }
    }
    await Promise.all(Array.from({ length: atATime }, work))
    return tally
  }
}

async function dispatch(dependencies: Dependencies, message: Message, caller: Caller): Promise<Outcome> {
  const { findBrand, issuer, now } = dependencies
  if (message.expiresAt !== null && message.expiresAt <= now()) {
    return settleFailure(dependencies, message, { error: 'expired', nextAttemptAt: null }, caller)
  }
  const letterhead = { brand: await findBrand(message.clientId), issuer }
  try {
    await handOver[message.channel](dependencies.deliveries, message, letterhead)
  } catch (error) {
    return settleFailure(dependencies, message, failureOf(dependencies, message, error), caller)
  }
  await settleSuccess(dependencies, message, caller)
  return 'sent'
}

type HandOver = (deliveries: Deliveries, message: Message, letterhead: Letterhead) => Promise<void>

const handOver: Record<Channel, HandOver> = {
  email: async ({ email }, message, letterhead) => email?.(composeMail(message, letterhead)),
  sms: async ({ sms }, message, letterhead) => sms?.(composeShortMessage(message, letterhead)),
}

function failureOf({ now, chance }: Dependencies, { attempts }: Message, error: unknown): FailedAttempt {
  const words = error instanceof Error ? error.message : 'unknown'
  return {
    error: withoutAddresses(words).slice(0, 200),
    nextAttemptAt: isWornOut(attempts) ? null : nextAttemptAt(now(), attempts, chance()),
  }
}

/** Servers repeat the recipient in their complaints, which may be long. */
function withoutAddresses(words: string): string {
  return words
    .split(/(\s+)/)
    .map((word) => (word.includes('@') ? '***' : word.replace(/\+\d{7,15}/g, '***')))
    .join('')
}

function settleSuccess(
  { transact, now }: Dependencies,
  { xid, kind, attempts }: Message,
  caller: Caller,
): Promise<void> {
  return transact(caller, async ({ outbox, record }) => {
    if (!(await outbox.markSent(xid, now()))) return
    const target = { type: 'message', xid }
    await record({ action: 'message.sent', target, details: { kind, attempts } })
  })
}

function settleFailure(
  { transact }: Dependencies,
  message: Message,
  failed: FailedAttempt,
  caller: Caller,
): Promise<Outcome> {
  const outcome = failed.nextAttemptAt === null ? 'parked' : 'failed'
  return transact(caller, async ({ outbox, record }) => {
    const isMarked = await outbox.markFailed(message, failed)
    if (isMarked && outcome === 'parked') {
      const { xid, kind, attempts } = message
      const target = { type: 'message', xid }
      await record({ action: 'message.parked', target, details: { kind, attempts } })
    }
    return outcome
  })
}
