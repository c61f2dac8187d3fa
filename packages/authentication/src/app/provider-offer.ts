import { type Caller, type Clock, type Transact, type Xid } from '@lgc/kernel'
import type {
  AuthenticationUnit,
  LoginFlow,
  ProviderAccount,
  ProviderLogin,
  ProviderLogins,
} from './ports.ts'

/** What a browser may become somebody with: an account that it proved minutes ago in this very flow. */
export type FindProviderOffer = (
  offerXid: Xid,
  flow: Pick<LoginFlow, 'xid' | 'browser'>,
) => Promise<ProviderAccount | undefined>

/** The same, used up: of many at once exactly one has it. */
export type TakeProviderOffer = (
  offerXid: Xid,
  flow: Pick<LoginFlow, 'xid' | 'browser'>,
  caller: Caller,
) => Promise<ProviderAccount | undefined>

type Offer = ProviderLogin & { readonly account: ProviderAccount }

export function findProviderOffer({
  providerLogins,
  now,
}: {
  readonly providerLogins: Pick<ProviderLogins, 'findOffer'>
  readonly now: Clock
}): FindProviderOffer {
  return async (offerXid, flow) => {
    const offer = await providerLogins.findOffer(offerXid)
    return offer && isFor(offer, flow) && offer.expiresAt > now() ? offer.account : undefined
  }
}

export function takeProviderOffer({
  transact,
  now,
}: {
  readonly transact: Transact<AuthenticationUnit & { readonly providerLogins: ProviderLogins }>
  readonly now: Clock
}): TakeProviderOffer {
  return (offerXid, flow, caller) =>
    transact(caller, async ({ providerLogins }) => {
      const account = await findProviderOffer({ providerLogins, now })(offerXid, flow)
      return account && (await providerLogins.takeOffer(offerXid, now())) ? account : undefined
    })
}

function isFor(offer: Offer, flow: Pick<LoginFlow, 'xid' | 'browser'>): boolean {
  return offer.flowXid === flow.xid && offer.browser === flow.browser
}
