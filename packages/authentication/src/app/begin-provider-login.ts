import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import type {
  AccountProvider,
  AuthenticationUnit,
  DeriveSecret,
  LoginFlow,
  ProviderLogins,
  Secrets,
} from './ports.ts'

const loginLifetimeInSeconds = 600

/**
 * Sends a browser to the provider. Of the state only a digest is kept; nonce and code verifier follow from it under a key
 * of ours, so nothing that could be stolen waits here for the answer.
 */
export type BeginProviderLogin = (
  flow: Pick<LoginFlow, 'xid' | 'browser'>,
  caller: Caller,
) => Promise<Result<{ readonly redirectTo: string }, 'google_unavailable'>>

type Dependencies = {
  readonly provider: AccountProvider | null
  readonly transact: Transact<AuthenticationUnit & { readonly providerLogins: ProviderLogins }>
  readonly secrets: Secrets
  readonly derive: DeriveSecret
  readonly newXid: NewXid
  readonly now: Clock
}

export function beginProviderLogin(dependencies: Dependencies): BeginProviderLogin {
  const { provider, transact, secrets, derive, newXid, now } = dependencies
  return async (flow, caller) => {
    const state = secrets.make('lgo_')
    const codeChallenge = secrets.challengeOf(derive('code_verifier', state))
    const redirectTo = await provider?.authorizationUrl({
      state,
      nonce: derive('nonce', state),
      codeChallenge,
    })
    if (redirectTo === undefined) return refuse('google_unavailable')
    const at = now()
    const login = {
      xid: newXid(),
      state: secrets.digest(state),
      browser: flow.browser,
      flowXid: flow.xid,
      createdAt: at,
      expiresAt: later(at, loginLifetimeInSeconds),
    }
    await transact(caller, ({ providerLogins }) => providerLogins.add(login))
    return accept({ redirectTo })
  }
}
