type WithName = (name: string) => string
type Section = { readonly title: string; readonly lead: string }

export const overviewNotices = ['link_sent', 'send_limit_reached', 'nothing_to_verify'] as const
/** What came of something that was asked on the first page of the account. */
export type OverviewNotice = (typeof overviewNotices)[number]

export type AccountTab = 'overview' | 'password' | 'apps' | 'sessions'

export type EmailProblem =
  | 'missing'
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'identifier_unchanged'

export type PhoneProblem =
  | 'missing'
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'identifier_unchanged'
  | 'identifier_taken'
  | 'sms_country_not_allowed'
  | 'email_unproved'

/** The sentences of the pages on which people look after their own account. */
export type AccountTexts = {
  readonly navigation: string
  readonly tabs: Record<AccountTab, string>
  readonly signOut: string
  readonly older: string
  readonly overview: Section & {
    readonly name: string
    readonly addresses: string
    readonly verified: string
    readonly unverified: string
    readonly resend: string
    readonly password: string
    readonly hasPassword: string
    readonly hasNone: string
    readonly change: string
    readonly apps: string
    readonly appCount: (count: number) => string
    readonly sessions: string
    readonly sessionCount: (count: number) => string
    readonly notices: Record<OverviewNotice, string>
  }
  readonly otherAccount: WithName
  readonly password: Section & {
    readonly current: string
    readonly forgotten: string
    readonly none: string
    readonly changed: string
  }
  readonly email: Section & {
    readonly present: string
    readonly wanted: string
    readonly wantedHint: string
    readonly current: string
    readonly submit: string
    readonly sent: string
    readonly none: string
    readonly again: string
    readonly signInAgain: string
    readonly problems: Record<EmailProblem, string>
  }
  readonly phone: Section & {
    readonly present: string
    readonly add: string
    readonly wanted: string
    readonly wantedHint: string
    readonly submit: string
    readonly none: string
    readonly changed: string
    readonly sentTo: WithName
    readonly confirm: string
    readonly another: string
    readonly problems: Record<PhoneProblem, string>
  }
  readonly emailConfirmation: Section & { readonly submit: string; readonly wanted: WithName }
  readonly apps: Section & {
    readonly since: (time: string) => string
    readonly given: (time: string) => string
    readonly sees: string
    readonly level: WithName
    readonly withdraw: string
    readonly withdrawDetail: string
    readonly withdrawn: string
    readonly none: string
  }
  readonly sessions: Section & {
    readonly thisBrowser: string
    readonly signOutHere: string
    readonly device: (device: { browser: string | null; system: string | null }) => string
    readonly address: WithName
    readonly started: string
    readonly lastActive: string
    readonly appsOpened: string
    readonly otherApps: string
    readonly otherAppsDetail: string
    readonly end: string
    readonly endOthers: string
    readonly endOthersDetail: string
    readonly ended: string
  }
}
