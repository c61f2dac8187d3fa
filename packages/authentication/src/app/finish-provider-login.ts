import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { Verified } from './issue-verification.ts'
import type {
  AccountProvider,
  AuthenticationUnit,
  DeriveSecret,
  LoginFlow,
  LoginFlows,
  ProviderAccount,
  ProviderLogin,
  ProviderLogins,
  Secrets,
} from './ports.ts'
import type { ProviderTokenRefusal, ReadProviderToken } from './read-provider-token.ts'
import type { VerifyProviderAccount } from './verify-provider-account.ts'

/** What a browser brings back from the provider. */
export type ProviderAnswer = {
  readonly state: string
  readonly code: string | null
  readonly iss: string | null
  readonly browserToken: string | null
}

export type ProviderLoginRefusal =
  /** No such state, used before, too old, of another browser, or answered by another provider. */
  | 'google_login_invalid'
  /** The person went back, or the provider would not. */
  | 'google_login_denied'
  | ProviderTokenRefusal

export type ProviderLoginFinished =
  | { readonly status: 'verified'; readonly verified: Verified }
  /** Nobody here has the account; whoever confirms it becomes somebody. */
  | { readonly status: 'unknown'; readonly offerXid: Xid }

/**
 * Takes a browser back from the provider. The state is used up before anything else is looked at, and the code is sent
 * only where the state says it comes from.
 */
export type FinishProviderLogin<Refusal> = (
  answer: ProviderAnswer,
  caller: Caller,
) => Promise<{
  /** Where the browser was going; known once the state was right. */
  readonly flow: LoginFlow | undefined
  readonly outcome: Result<ProviderLoginFinished, Refusal | ProviderLoginRefusal | 'client_unknown'>
}>

type Unit = AuthenticationUnit & { readonly flows: LoginFlows; readonly providerLogins: ProviderLogins }

type Dependencies<Refusal> = {
  readonly provider: AccountProvider | null
  readonly transact: Transact<Unit>
  readonly readProviderToken: ReadProviderToken
  readonly verifyProviderAccount: VerifyProviderAccount<Refusal>
  readonly secrets: Secrets
  readonly derive: DeriveSecret
  readonly now: Clock
}

type Spent = { readonly login: ProviderLogin; readonly flow: LoginFlow }

export function finishProviderLogin<Refusal>(
  dependencies: Dependencies<Refusal>,
): FinishProviderLogin<Refusal> {
  const { provider, transact } = dependencies
  return async (answer, caller) => {
    const spent = await transact(caller, (unit) => spend(unit, answer, dependencies))
    if (!spent.ok || !provider) return { flow: undefined, outcome: refuse('google_login_invalid') }
    const { login, flow } = spent.value
    const read = await readAnswer(dependencies, provider, { answer, caller })
    const outcome = read.ok ? await settle(dependencies, { login, flow, account: read.value }, caller) : read
    return { flow, outcome }
  }
}

async function spend(
  unit: Unit,
  { state, browserToken }: ProviderAnswer,
  { secrets, now }: Pick<Dependencies<unknown>, 'secrets' | 'now'>,
): Promise<Result<Spent, 'google_login_invalid'>> {
  const { providerLogins, flows, report } = unit
  const at = now()
  const refused = async (reason: string): Promise<Result<never, 'google_login_invalid'>> => {
    await report({ event: 'google_login_refused', details: { reason } })
    return refuse('google_login_invalid')
  }
  const login = await providerLogins.find(secrets.digest(state))
  if (!login) return refused('state_unknown')
  if (browserToken === null || secrets.digest(browserToken) !== login.browser) return refused('other_browser')
  if (login.expiresAt <= at) return refused('state_expired')
  const flow = await flows.find(login.flowXid)
  if (!flow || flow.expiresAt <= at) return refused('flow_expired')
  return (await providerLogins.spend(login, at)) ? accept({ login, flow }) : refused('state_used')
}

/** The account that the answer is about; asked for outside any transaction. */
async function readAnswer<Refusal>(
  { transact, derive, readProviderToken }: Dependencies<Refusal>,
  provider: AccountProvider,
  { answer, caller }: { readonly answer: ProviderAnswer; readonly caller: Caller },
): Promise<Result<ProviderAccount, ProviderLoginRefusal>> {
  const { state, code, iss } = answer
  const report = (reason: string): Promise<void> =>
    transact(caller, (unit) => unit.report({ event: 'google_login_refused', details: { reason } }))
  if (!(await provider.isAnswerOf(iss))) {
    await report('issuer_mismatch')
    return refuse('google_login_invalid')
  }
  if (code === null) return refuse('google_login_denied')
  const exchanged = await provider.exchangeCode({ code, codeVerifier: derive('code_verifier', state) })
  if (!exchanged.ok) {
    if (exchanged.refusal === 'unavailable') return refuse('google_unavailable')
    await report('code_refused')
    return refuse('google_login_invalid')
  }
  return readProviderToken({ idToken: exchanged.value, nonce: derive('nonce', state) }, caller)
}

async function settle<Refusal>(
  { transact, verifyProviderAccount }: Dependencies<Refusal>,
  { login, flow, account }: Spent & { readonly account: ProviderAccount },
  caller: Caller,
): Promise<Result<ProviderLoginFinished, Refusal | 'client_unknown'>> {
  const clientId = flow.request?.clientId ?? null
  const verified = await verifyProviderAccount({ account, clientId }, caller)
  if (verified.ok) return accept({ status: 'verified', verified: verified.value })
  if (verified.refusal !== 'credentials_invalid') return verified
  await transact(caller, ({ providerLogins }) => providerLogins.keepAccount(login, account))
  return accept({ status: 'unknown', offerXid: login.xid })
}
