import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import { type ParsedIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import {
  type BrowserDigest,
  type CodeMethod,
  type OneTimeCode,
  codeMethodOf,
  codeRefusal,
  resendAfterSeconds,
} from '../domain/one-time-code.ts'
import { issueCode } from './issue-code.ts'
import type { AttemptKeyOf, CodeMaker, Correspondence, Credential, PersonUnit } from './ports.ts'
import { reportRefusal } from './report-refusal.ts'

export type CodeRequest = {
  readonly realmXid: Xid
  readonly identifier: string
  /** The secret of the browser that asks, if one does: the code is good in it alone. */
  readonly browser: string | null
  readonly correspondence: Correspondence
}

export type SentCode = {
  readonly challengeXid: Xid
  readonly method: CodeMethod
  readonly expiresInSeconds: number
  readonly resendAfterSeconds: number
  /** False when the browser is told of the code that it has already, because it is too early for another. */
  readonly isNew: boolean
  /** The digits themselves, where they are echoed for development; null everywhere else. */
  readonly echo: string | null
}

export type CodeRequestRefusal =
  | 'identifier_unrecognized'
  | 'challenge_unsupported'
  | 'sms_country_not_allowed'
  | { readonly reason: 'rate_limited'; readonly details: { readonly retry_after: number } }

/**
 * Sends a one-time code to whoever has the identifier. Whether anybody does is not told: an identifier of
 * nobody gets a challenge too, by as many statements, which can be guessed at in vain and runs out alike.
 */
export type SendOneTimeCode = (
  request: CodeRequest,
  caller: Caller,
) => Promise<Result<SentCode, CodeRequestRefusal>>

export type CodeRules = {
  /** Which kinds can be sent here. */
  readonly methods: ReadonlySet<CodeMethod>
  readonly mayBeTexted: (e164: string) => boolean
  /** Whether the digits are told to whoever asks for them: for development alone. */
  readonly isEchoed: boolean
}

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly codeMaker: CodeMaker
  readonly codeRules: CodeRules
  readonly attemptKeyOf: AttemptKeyOf
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

export function sendOneTimeCode(dependencies: Dependencies): SendOneTimeCode {
  const { transact, codeMaker, codeRules, toE164 } = dependencies
  return async (request, caller) => {
    const { identifier, browser } = request
    const refused = <const R extends CodeRequestRefusal>(refusal: R): Promise<Result<never, R>> =>
      reportRefusal(transact, caller, { event: 'code_refused', refusal, identifier })
    const parsed = parseIdentifier(identifier, toE164)
    if (!parsed.ok) return refused(parsed.refusal)
    const named = parsed.value
    const method = codeMethodOf(named.type)
    if (!method || !codeRules.methods.has(method)) return refused('challenge_unsupported')
    if (method === 'otp_sms' && !codeRules.mayBeTexted(named.identifier)) {
      return refused('sms_country_not_allowed')
    }
    const digest = browser === null ? null : codeMaker.digestBrowser(browser)
    return transact(caller, (unit) => send(dependencies, unit, { request, named, method, browser: digest }))
  }
}

type Wanted = {
  readonly request: CodeRequest
  readonly named: ParsedIdentifier
  readonly method: CodeMethod
  readonly browser: BrowserDigest | null
}

async function send(
  dependencies: Dependencies,
  unit: PersonUnit,
  wanted: Wanted,
): Promise<Result<SentCode, CodeRequestRefusal>> {
  const { request, named, method, browser } = wanted
  const credential = await unit.identities.findCredential(request.realmXid, named)
  const issued = await issueCode(dependencies, unit.codes, {
    account: dependencies.attemptKeyOf(request.realmXid, named),
    identityXid: credential?.identityXid ?? null,
    method,
    browser,
    bind: (digits) => digits,
  })
  if (issued.kind === 'early') return tooEarly(unit, wanted, issued)
  const { code, digits, at } = issued
  await say(unit, wanted, { code, digits, credential })
  const echo = dependencies.codeRules.isEchoed ? digits : null
  return accept({ ...standing(code, at), method, isNew: true, echo })
}

/** The browser that asked before is told of the code that it was sent. */
async function tooEarly(
  { report }: PersonUnit,
  { request: { identifier }, method, browser }: Wanted,
  { newest, wait, at }: { newest: OneTimeCode | undefined; wait: number; at: Instant },
): Promise<Result<SentCode, CodeRequestRefusal>> {
  const isTheirs = browser !== null && newest?.browser === browser
  if (newest && isTheirs && !codeRefusal(newest, { method, browser, now: at })) {
    return accept({ ...standing(newest, at), method, resendAfterSeconds: wait, isNew: false, echo: null })
  }
  await report({ event: 'code_refused', identifier, details: { reason: 'rate_limited' } })
  return refuse({ reason: 'rate_limited', details: { retry_after: wait } })
}

function standing(
  { xid, expiresAt }: OneTimeCode,
  at: Instant,
): Pick<SentCode, 'challengeXid' | 'expiresInSeconds' | 'resendAfterSeconds'> {
  const expiresInSeconds = Math.ceil((expiresAt - at) / 1000)
  return { challengeXid: xid, expiresInSeconds, resendAfterSeconds }
}

type Made = {
  readonly code: OneTimeCode
  readonly digits: string
  readonly credential: Credential | undefined
}

/** As many statements whether or not there is anybody to be told. */
async function say(
  { messages, record, report }: PersonUnit,
  { request: { identifier, correspondence }, named, method }: Wanted,
  { code, digits, credential }: Made,
): Promise<void> {
  const mayBeSent = await messages.mayBeSentTo(named.identifier)
  if (credential && mayBeSent) {
    await messages.queue({
      ...correspondence,
      kind: 'one_time_code',
      channel: method === 'otp_sms' ? 'sms' : 'email',
      recipient: named.identifier,
      data: { code: digits },
      dedupeId: `one_time_code.${code.xid}`,
      expiresAt: code.expiresAt,
    })
  } else {
    const reason = credential ? 'send_limit_reached' : 'unknown'
    await report({ event: 'code_requested_in_vain', identifier, details: { reason } })
  }
  await record({
    action: 'identity.code_requested',
    target: { type: 'one_time_code', xid: code.xid },
    details: { method, identity_xid: code.identityXid },
  })
}
