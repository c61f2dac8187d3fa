import type {
  ChallengeProblem,
  ErrorKind,
  RegisterField,
  RegisterProblem,
  SignInProblem,
} from './problems.ts'
import type { AccountTexts } from './texts-account.ts'
import type { CodeTexts } from './texts-code.ts'
import type { DeviceTexts } from './texts-device.ts'
import type { GoogleTexts } from './texts-google.ts'
import type { RecoveryTexts } from './texts-recovery.ts'

export type CatalogueScope =
  | 'openid'
  | 'profile'
  | 'profile.legal'
  | 'email'
  | 'phone'
  | 'identities'
  | 'company_code'
  | 'grants'
  | 'offline_access'

export type ScopeText = { readonly label: string; readonly detail: string }
type ErrorText = { readonly title: string; readonly happened: string; readonly advice: string }
type WithApp = (app: string) => string
type RegisterText = (about: { field: RegisterField; passwordMinLength: number }) => string

/** Every sentence of the pages. A language that lacks one does not compile. */
export type Texts = {
  readonly errorPrefix: string
  readonly footer: string
  readonly useAnotherAccount: string
  readonly signedInAs: string
  readonly fieldsToCorrect: string
  readonly password: string
  readonly show: string
  readonly showPassword: string
  readonly hide: string
  readonly hidePassword: string
  readonly signIn: {
    readonly title: string
    readonly lead: WithApp
    readonly identifier: string
    readonly submit: string
    readonly newHere: string
    readonly register: string
    readonly problems: Record<SignInProblem, string>
  }
  readonly challenge: {
    readonly title: string
    readonly account: string
    readonly notYou: string
    readonly submit: string
    readonly problems: Record<ChallengeProblem, WithApp>
  }
  readonly register: {
    readonly title: string
    readonly lead: WithApp
    readonly fields: Record<RegisterField, string>
    readonly nameHint: string
    readonly passwordHint: (minLength: number) => string
    readonly submit: string
    readonly haveAccount: string
    readonly signIn: string
    readonly problems: Record<RegisterProblem, RegisterText>
  }
  readonly recovery: RecoveryTexts
  readonly google: GoogleTexts
  readonly code: CodeTexts
  readonly device: DeviceTexts
  readonly account: AccountTexts
  readonly consent: {
    readonly title: WithApp
    readonly notYou: string
    readonly scopesLegend: WithApp
    readonly required: string
    readonly alreadyGranted: string
    readonly approve: string
    readonly deny: string
    readonly afterwards: WithApp
    readonly scopes: Record<CatalogueScope, ScopeText>
    readonly unknownScope: string
  }
  readonly signOut: {
    readonly title: string
    readonly lead: string
    readonly all: string
    readonly allDetail: string
    readonly current: string
    readonly currentDetail: string
    readonly stay: string
  }
  readonly signedOut: {
    readonly title: string
    readonly lead: string
    readonly returnTo: WithApp
    readonly signInAgain: string
  }
  readonly signedIn: {
    readonly title: string
    readonly lead: string
    readonly signOut: string
    readonly signOutDetail: string
  }
  readonly formPost: {
    readonly title: string
    readonly lead: (app: string) => string
    readonly proceed: string
  }
  readonly chooseAccount: {
    readonly title: (app: string) => string
    readonly proceed: (name: string) => string
  }
  readonly welcome: {
    readonly title: string
    readonly lead: string
    readonly signIn: string
    readonly account: string
    readonly apps: string
    readonly docs: string
  }
  readonly error: {
    readonly kinds: Record<ErrorKind, ErrorText>
    readonly back: string
    readonly start: string
    readonly reference: string
    readonly code: string
    readonly requestId: string
  }
}
