import { randomBytes } from 'node:crypto'
import { type Caller, type Clock, type NewXid, type Xid, instant } from '@lgc/kernel'
import { nanoid } from 'nanoid'
import { Xid as XidValue } from 'xid-ts'

export const systemClock: Clock = () => instant(Date.now())

/** Ids carry the second of their making, taken from the same clock as everything else. */
export function xidMaker(now: Clock): NewXid {
  return () => XidValue.newWithTime(new Date(now())).toString() as Xid
}

/** On whose behalf the service does what nobody asked it for. */
export function serviceCaller(newXid: NewXid): () => Caller {
  const agent = { type: 'system', xid: null } as const
  return () => ({ requestId: newXid(), address: 'local', userAgent: 'lgc', agent })
}

/** 43 characters of 64 kinds: 258 bits. */
export function newSecret(prefix: string): string {
  return `${prefix}${nanoid(43)}`
}

export function randomKey(): string {
  return randomBytes(32).toString('base64url')
}
