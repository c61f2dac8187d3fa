import { type Caller, type Clock, type NewXid, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type DeviceAuthorization, isAnswerable } from '../../domain/device/device-authorization.ts'
import type { Session } from '../../domain/session.ts'
import { type EntryRefusal, whyShut } from '../redemption.ts'
import { reported } from '../reporting.ts'
import type { DeviceUnit, TransactOnDevices } from './ports.ts'

export type DeviceAnswerRefusal = EntryRefusal | 'user_code_unknown'

/** Somebody lets a device in, or does not; only in the session in which its code was typed in. */
export type AnswerDevice = (
  answer: { readonly deviceXid: Xid; readonly isApproved: boolean; readonly session: Session },
  caller: Caller,
) => Promise<Result<'approved' | 'denied', DeviceAnswerRefusal>>

type Dependencies = {
  readonly transact: TransactOnDevices
  readonly newXid: NewXid
  readonly now: Clock
}

export function answerDevice({ transact, newXid, now }: Dependencies): AnswerDevice {
  return ({ deviceXid, isApproved, session }, caller) =>
    transact(caller, async (unit) => {
      const device = await unit.deviceAuthorizations.find(deviceXid)
      const isTheirs = device?.loginSessionXid === session.xid && isAnswerable(device, session.xid, now())
      const decided = isApproved ? approve : deny
      const outcome = isTheirs
        ? await decided(unit, { device, session }, { newXid, now })
        : refuse('user_code_unknown' as const)
      const claimed = device ? { claimedClientId: device.clientId } : {}
      return reported(unit, outcome, 'device_refused', claimed)
    })
}

type Answering = { readonly device: DeviceAuthorization; readonly session: Session }
type Tools = Omit<Dependencies, 'transact'>

async function approve(
  unit: DeviceUnit,
  { device, session }: Answering,
  { newXid, now }: Tools,
): Promise<Result<'approved', DeviceAnswerRefusal>> {
  const { personXid, amr, authTime } = session
  const { clientXid, scopes } = device
  const shut = await whyShut(unit, personXid, await unit.clients.find(device.clientId))
  if (shut) return refuse(shut)
  const isFirst = await unit.deviceAuthorizations.approve(device.xid, { personXid, amr, authTime }, now())
  if (!isFirst) return refuse('user_code_unknown')
  await unit.consents.extend({ xid: newXid(), personXid, clientXid, scopes, at: now() })
  const agent = { type: 'person', xid: personXid } as const
  const details = { client_xid: clientXid, scopes }
  await unit.record({ action: 'consent.recorded', target: agent, agent, details })
  const target = { type: 'device_authorization', xid: device.xid }
  await unit.record({ action: 'device.approved', target, agent, details })
  return accept('approved')
}

async function deny(
  { deviceAuthorizations, record }: DeviceUnit,
  { device, session: { personXid } }: Answering,
  { now }: Tools,
): Promise<Result<'denied', DeviceAnswerRefusal>> {
  if (!(await deviceAuthorizations.deny(device.xid, now()))) return refuse('user_code_unknown')
  await record({
    action: 'device.denied',
    target: { type: 'device_authorization', xid: device.xid },
    agent: { type: 'person', xid: personXid },
    details: { client_xid: device.clientXid },
  })
  return accept('denied')
}
