import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AttemptKey, KnownDevices } from '../app/ports.ts'

type Device = { readonly id: string; readonly proofs: readonly string[] }

const form = /^lgd_[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]{22}){1,5}$/
const rememberedAccounts = 5

/**
 * Nothing is stored: the browser keeps an id of its own and, for each of the last accounts that it proved, a
 * keyed digest of both. A proof is of no use with another id or for another account.
 */
export function hmacKnownDevices(key: string): KnownDevices {
  const digest = (purpose: 'proof' | 'counter', { id }: Pick<Device, 'id'>, account: AttemptKey): Buffer =>
    createHmac('sha256', key).update(`device\n${purpose}\n${id}\n${account}`).digest()
  const proofOf = (device: Pick<Device, 'id'>, account: AttemptKey): string =>
    digest('proof', device, account).toString('base64url').slice(0, 22)

  return {
    counterOf(account, kept) {
      const device = parse(kept)
      if (!device) return account
      const proof = proofOf(device, account)
      const isKnown = device.proofs.some((known) => isSame(known, proof))
      return isKnown ? (digest('counter', device, account).toString('hex') as AttemptKey) : account
    },

    remember(account, kept) {
      const { id, proofs } = parse(kept) ?? { id: randomBytes(16).toString('base64url'), proofs: [] }
      const proof = proofOf({ id }, account)
      const others = proofs.filter((known) => known !== proof)
      return `lgd_${[id, proof, ...others.slice(0, rememberedAccounts - 1)].join('.')}`
    },
  }
}

function parse(kept: string | null): Device | undefined {
  if (kept === null || !form.test(kept)) return undefined
  const [id = '', ...proofs] = kept.slice('lgd_'.length).split('.')
  return { id, proofs }
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
