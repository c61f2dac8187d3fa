export { type ChallengeModel, challengeView } from './challenge-view.ts'
export { type ConsentModel, type ConsentScope, consentView } from './consent-view.ts'
export { type ErrorModel, errorView } from './error-view.ts'
export { type Brand, type Form, type Frame, type Html, type Language, serviceName } from './frame.ts'
export type {
  ChallengeProblem,
  ErrorKind,
  RegisterField,
  RegisterProblem,
  SignInProblem,
} from './problems.ts'
export { type RegisterModel, registerView } from './register-view.ts'
export { script } from './script.ts'
export { type SignInModel, signInView } from './sign-in-view.ts'
export { type SignOutModel, signOutView } from './sign-out-view.ts'
export { type SignedInModel, signedInView } from './signed-in-view.ts'
export { type SignedOutModel, signedOutView } from './signed-out-view.ts'
export { stylesheet } from './styles.ts'
export { type WelcomeLink, type WelcomeModel, welcomeView } from './welcome-view.ts'
