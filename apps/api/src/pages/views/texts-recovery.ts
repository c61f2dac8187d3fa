import type { NewPasswordProblem } from './problems.ts'

type Step = { readonly title: string; readonly lead: string; readonly submit: string }
type Outcome = { readonly title: string; readonly lead: string; readonly advice: string }

export const outcomes = ['link_sent', 'password_changed', 'address_verified', 'address_changed'] as const
/** What a page may have to say at the end of a way. */
export type OutcomeKind = (typeof outcomes)[number]

/** The sentences of recovering a password and of proving an e-mail address. */
export type RecoveryTexts = {
  readonly forgotten: string
  readonly account: string
  readonly request: Step
  readonly reset: Step & {
    readonly password: string
    readonly hint: (minLength: number) => string
    readonly problems: Record<NewPasswordProblem, (minLength: number) => string>
  }
  readonly verify: Step
  readonly outcomes: Record<OutcomeKind, Outcome>
  readonly backToSignIn: string
}
