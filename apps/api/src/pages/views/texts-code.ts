import type { CodeProblem } from './problems.ts'

/** The sentences of signing in by a code that is sent. */
export type CodeTexts = {
  readonly title: string
  readonly sentTo: (identifier: string) => string
  readonly label: string
  readonly submit: string
  readonly resend: string
  readonly resendHint: string
  readonly otherWay: string
  readonly instead: string
  readonly problems: Record<CodeProblem, (seconds: number) => string>
  /** Said instead of the usual where a phone number will do. */
  readonly withPhone: {
    readonly identifier: string
    readonly missing: string
    readonly unrecognized: string
    readonly registerIdentifier: string
    readonly registerMissing: string
    readonly registerUnrecognized: string
    readonly registerNotAllowed: string
    readonly registerTaken: string
    readonly passwordHint: (hint: string) => string
  }
}
