export type { AccountFrame } from './account/account-page.ts'
export { type ConnectedApp, appsView } from './account/apps-view.ts'
export { type EmailModel, emailView } from './account/email-view.ts'
export { overviewView } from './account/overview-view.ts'
export { passwordView } from './account/password-view.ts'
export { type PhoneCodeModel, phoneCodeView } from './account/phone-code-view.ts'
export { type PhoneModel, phoneView } from './account/phone-view.ts'
export {
  type AppSession,
  type LoginSession,
  type SessionsModel,
  sessionsView,
} from './account/sessions-view.ts'
export { changeEmailView } from './change-email-view.ts'
export {
  type EmailProblem,
  type OverviewNotice,
  type PhoneProblem,
  overviewNotices,
} from './texts-account.ts'
export { challengeView } from './challenge-view.ts'
export { chooseAccountView } from './choose-account-view.ts'
export { formPostView } from './form-post-view.ts'
export { codeView } from './code-view.ts'
export { consentView } from './consent-view.ts'
export { deviceCodeView, deviceDecisionView, deviceOutcomeView } from './device-view.ts'
export type { DeviceOutcome } from './texts-device.ts'
export { errorView } from './error-view.ts'
export { type Form, type Frame, type Html, type Language, serviceName } from './frame.ts'
export type {
  ChallengeProblem,
  CodeProblem,
  ErrorKind,
  NameProblem,
  NewPasswordProblem,
  RegisterField,
  RegisterProblem,
  SignInProblem,
} from './problems.ts'
export { googleOfferView } from './google-offer-view.ts'
export { outcomeView } from './outcome-view.ts'
export { recoverView } from './recover-view.ts'
export { resetView } from './reset-view.ts'
export { verifyAddressView } from './verify-address-view.ts'
export { registerView } from './register-view.ts'
export { script } from './script.ts'
export { signInView } from './sign-in-view.ts'
export { signOutView } from './sign-out-view.ts'
export { signedInView } from './signed-in-view.ts'
export { signedOutView } from './signed-out-view.ts'
export { stylesheet } from './styles.ts'
export { welcomeView } from './welcome-view.ts'
