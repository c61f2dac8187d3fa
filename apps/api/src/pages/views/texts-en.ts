import type { Texts } from './texts.ts'
import { englishAccount } from './texts-account-en.ts'
import { englishCode } from './texts-code-en.ts'
import { englishDevice } from './texts-device.ts'
import { englishGoogle } from './texts-google.ts'
import { englishRecovery } from './texts-recovery-en.ts'

export const english: Texts = {
  errorPrefix: 'Error: ',
  footer: 'One account for every app, kept by LGC',
  useAnotherAccount: 'Use another account',
  signedInAs: 'Signed in as',
  fieldsToCorrect: 'Please correct these fields:',
  password: 'Password',
  show: 'Show',
  showPassword: 'Show password',
  hide: 'Hide',
  hidePassword: 'Hide password',
  signIn: {
    title: 'Sign in',
    lead: (app) => `Use your LGC account to continue to ${app}.`,
    identifier: 'Email address or company code',
    submit: 'Continue',
    newHere: 'New here?',
    register: 'Create an account',
    problems: {
      identifier_missing: 'Enter your email address or company code.',
      identifier_unrecognized:
        'This does not look like an email address or a company code. Check it for typing mistakes.',
      method_unavailable:
        'Signing in with this is not possible here. Use an email address or a company code.',
    },
  },
  challenge: {
    title: 'Enter your password',
    account: 'Signing in as',
    notYou: 'Not you?',
    submit: 'Sign in',
    problems: {
      password_missing: () => 'Enter your password.',
      credentials_invalid: () =>
        'The password does not match this account. Check capital letters and your keyboard language.',
      account_locked: () =>
        'There were too many attempts, so signing in is paused for a while. Please wait and try again later.',
      person_suspended: () =>
        'This account is suspended. Please contact the people who gave you the account.',
      overloaded: () => 'Many people are signing in right now. Please wait a few seconds and try again.',
      grant_required: (app) =>
        `Your account has no access to ${app}. Ask the people who manage the app to let you in, or use another account.`,
    },
  },
  register: {
    title: 'Create your account',
    lead: (app) => `You can use it for ${app} and for every other app with LGC sign-in.`,
    fields: { name_display: 'Name', identifier: 'Email address', password: 'Password' },
    nameHint: 'This is how apps will greet you.',
    passwordHint: (minLength) => `At least ${minLength} characters. Several unrelated words work well.`,
    submit: 'Create account',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    problems: {
      missing: ({ field }) =>
        ({
          name_display: 'Enter your name.',
          identifier: 'Enter your email address.',
          password: 'Choose a password.',
        })[field],
      too_long: ({ field }) =>
        ({
          name_display: 'This name is too long. Use 100 characters or fewer.',
          identifier: 'This email address is too long. Check it, or use another one.',
          password: 'This password is too long. Choose a shorter one.',
        })[field],
      identifier_unrecognized: () => 'This does not look like an email address, such as name@example.com.',
      identifier_type_not_allowed: () => 'Only an email address can be used to create an account.',
      identifier_taken: () => 'There is already an account with this email address. Sign in instead.',
      password_too_short: ({ passwordMinLength }) => `Use at least ${passwordMinLength} characters.`,
      password_too_long: () => 'This password is too long. Choose a shorter one.',
      password_common: () => 'Many people use this password, so it is easy to guess. Choose another one.',
      password_context: () =>
        'This password contains your name, your email address or the name of the service. Choose another one.',
    },
  },
  recovery: englishRecovery,
  device: englishDevice,
  google: englishGoogle,
  code: englishCode,
  account: englishAccount,
  consent: {
    title: (app) => `${app} asks for access`,
    notYou: 'Not you? Use another account',
    scopesLegend: (app) => `If you allow it, ${app} can see:`,
    required: 'Required',
    alreadyGranted: 'Already allowed',
    approve: 'Allow',
    deny: 'Do not allow',
    afterwards: (app) => `You return to ${app} either way. Your password is never shared.`,
    scopes: {
      openid: { label: 'That it is you', detail: 'A code that stands for your account' },
      profile: { label: 'Your name', detail: 'The name you chose for apps to show' },
      'profile.legal': { label: 'Your legal name', detail: 'The name on official documents' },
      email: { label: 'Your email address', detail: 'And whether it has been verified' },
      phone: { label: 'Your phone number', detail: 'And whether it has been verified' },
      identities: {
        label: 'The ways you sign in',
        detail: 'All your email addresses, phone numbers and company codes',
      },
      company_code: { label: 'Your company codes', detail: 'Only those that this app gave you' },
      grants: { label: 'Your access level', detail: 'What you are allowed to do in this app' },
      offline_access: {
        label: 'Access while you are away',
        detail: 'Stays until you take it back, also after you sign out',
      },
    },
    unknownScope: 'A permission that this app defines itself',
  },
  signOut: {
    title: 'Sign out?',
    lead: 'Choose where you want to be signed out.',
    all: 'Sign out of every app',
    allDetail: 'Ends your sign-in here and in all apps you opened in this browser.',
    current: 'Sign out of LGC only',
    currentDetail: 'Ends only this browser’s sign-in. Apps that are already open stay signed in.',
    stay: 'Stay signed in',
  },
  signedOut: {
    title: 'You are signed out',
    lead: 'If you share this device, close the browser window as well.',
    returnTo: (app) => `Return to ${app}`,
    signInAgain: 'Sign in again',
  },
  signedIn: {
    title: 'You are signed in',
    lead: 'Open an app and you will not need your password again in this browser.',
    signOut: 'Sign out',
    signOutDetail: 'Signs you out of every app in this browser.',
  },
  formPost: {
    title: 'One moment',
    lead: (app) => `You are being sent back to ${app}.`,
    proceed: 'Continue',
  },
  chooseAccount: {
    title: (app) => `Which account for ${app}?`,
    proceed: (name) => `Continue as ${name}`,
  },
  welcome: {
    title: 'One account for every app',
    lead: 'Sign in once with LGC, and open your apps without typing your password again.',
    signIn: 'Sign in',
    account: 'Your account',
    apps: 'Apps',
    docs: 'API documentation',
  },
  error: {
    kinds: {
      client_unknown: {
        title: 'We do not know this app',
        happened: 'The app that sent you here is not registered. Nothing about you was shared with it.',
        advice: 'Go back and open the app again. If this happens again, tell the people who run the app.',
      },
      redirect_uri_mismatch: {
        title: 'We stopped this sign-in',
        happened:
          'The app asked us to send you to an address that it has not registered. To keep you safe, we did not.',
        advice:
          'Open the app from its usual address. If this happens again, tell the people who run the app.',
      },
      flow_expired: {
        title: 'This page is no longer valid',
        happened: 'The sign-in was open for too long, or it was already finished in another window.',
        advice: 'Go back to the app and sign in again.',
      },
      google_failed: {
        title: 'Google could not sign you in',
        happened:
          'What came back from Google does not fit this browser or this sign-in, or it was used before.',
        advice: 'Go back and try it once more, in the same window.',
      },
      link_dead: {
        title: 'This link does not work any more',
        happened: 'It was used before, it is too old, or a newer one was sent in the meantime.',
        advice: 'Ask for a new link. If you have several mails from us, use the newest one.',
      },
      address_taken: {
        title: 'This address cannot be used',
        happened: 'The email address belongs to another account, so nothing was changed.',
        advice: 'Sign in with that account, or choose another address.',
      },
      forbidden: {
        title: 'We could not accept this request',
        happened: 'It did not come from a page that we showed to this browser, or cookies are switched off.',
        advice: 'Allow cookies for this site, open the page again and retry.',
      },
      not_found: {
        title: 'Page not found',
        happened: 'There is nothing at this address.',
        advice: 'Check the address for typing mistakes.',
      },
      gone: {
        title: 'It is not there',
        happened: 'What you wanted to change has ended already, or it never was yours.',
        advice: 'Go back and look at the list again.',
      },
      access_denied: {
        title: 'You do not have access',
        happened: 'Your account is not allowed to use this app.',
        advice: 'Ask the people who manage the app to let you in, or sign in with another account.',
      },
      registration_closed: {
        title: 'Accounts cannot be created here',
        happened: 'New accounts are set up by an administrator.',
        advice: 'Ask your organisation for an account. If you already have one, sign in with it.',
      },
      rate_limited: {
        title: 'Too many requests',
        happened: 'We received a lot of requests in a short time from your connection.',
        advice: 'Please wait a minute and try again.',
      },
      unavailable: {
        title: 'Signing in is not possible right now',
        happened: 'Part of our service is not answering. Your account is safe.',
        advice: 'Please try again in a few minutes.',
      },
      server_error: {
        title: 'Something went wrong on our side',
        happened: 'An unexpected error occurred, and it was recorded. Your account is safe.',
        advice: 'Please try again. If it keeps happening, contact support with the reference below.',
      },
      bad_request: {
        title: 'We could not understand this request',
        happened: 'Something in the request was missing or malformed.',
        advice: 'Go back and try again. If you followed a link, it may be incomplete.',
      },
    },
    back: 'Go back',
    start: 'Go to the start page',
    reference: 'Reference for support',
    code: 'Code',
    requestId: 'Request',
  },
}
