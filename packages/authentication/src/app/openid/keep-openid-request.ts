import { type Caller, type Clock, type NewXid, type Transact, type Xid, later } from '@lgc/kernel'
import type { AuthorizationRequest } from '../../domain/authorization-request.ts'
import type { AuthenticationUnit, Secrets } from '../ports.ts'
import { pushedRequestPrefix } from './read-openid-request.ts'

/** RFC 9126, section 2.2: short, for the browser is on its way already. */
const lifetimeInSeconds = 60

export type KeptRequest = { readonly requestUri: string; readonly expiresInSeconds: number }

/** Keeps a request that was understood, for the browser that comes with the reference to it. */
export type KeepOpenIdRequest = (
  clientXid: Xid,
  request: AuthorizationRequest,
  caller: Caller,
) => Promise<KeptRequest>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
}

export function keepOpenIdRequest({ transact, secrets, newXid, now }: Dependencies): KeepOpenIdRequest {
  return (clientXid, request, caller) =>
    transact(caller, async ({ pushedRequests }) => {
      const reference = secrets.make('lgpr_')
      const createdAt = now()
      await pushedRequests.add({
        xid: newXid(),
        digest: secrets.digest(reference),
        clientXid,
        request,
        createdAt,
        expiresAt: later(createdAt, lifetimeInSeconds),
        answeredAt: null,
      })
      return { requestUri: `${pushedRequestPrefix}${reference}`, expiresInSeconds: lifetimeInSeconds }
    })
}
