import { type Clock, type Instant, type NewXid, type Xid, later } from '@lgc/kernel'
import {
  type BrowserDigest,
  type CodePurpose,
  type OneTimeCode,
  codeLifetimeInSeconds,
  guessesCarried,
  waitBeforeAnother,
} from '../domain/one-time-code.ts'
import type { AttemptKey, CodeMaker, PersonUnit } from './ports.ts'

export type WantedCode = {
  readonly account: AttemptKey
  readonly identityXid: Xid | null
  readonly method: CodePurpose
  readonly browser: BrowserDigest | null
  /** What is digested for the digits: they are good for nothing else. */
  readonly bind: (digits: string) => string
}

export type IssuedCode =
  | { readonly kind: 'issued'; readonly code: OneTimeCode; readonly digits: string; readonly at: Instant }
  | {
      readonly kind: 'early'
      readonly newest: OneTimeCode | undefined
      readonly wait: number
      readonly at: Instant
    }

type Dependencies = { readonly codeMaker: CodeMaker; readonly newXid: NewXid; readonly now: Clock }

/** Makes the next code of an account, which takes the one before out of use, unless it is too early for one. */
export async function issueCode(
  dependencies: Dependencies,
  codes: PersonUnit['codes'],
  wanted: WantedCode,
): Promise<IssuedCode> {
  const { codeMaker, newXid, now } = dependencies
  const { account, identityXid, method, browser, bind } = wanted
  const at = now()
  const recent = await codes.recent(account)
  const [newest] = recent
  const wait = waitBeforeAnother(recent, at)
  if (wait > 0) return { kind: 'early', newest, wait, at }
  // Whoever tried the code or asked for another in between makes this begin again with what they left.
  if (newest?.supersededAt === null && !(await codes.supersede(newest, at))) {
    return issueCode(dependencies, codes, wanted)
  }
  const xid = newXid()
  const digits = codeMaker.make()
  const code: OneTimeCode = {
    ...guessesCarried(newest, at),
    xid,
    account,
    sequence: (newest?.sequence ?? 0) + 1,
    identityXid,
    method,
    digest: codeMaker.digest(xid, bind(digits)),
    browser,
    createdAt: at,
    expiresAt: later(at, codeLifetimeInSeconds),
    supersededAt: null,
    consumedAt: null,
  }
  if (!(await codes.add(code))) return issueCode(dependencies, codes, wanted)
  return { kind: 'issued', code, digits, at }
}
