import type { CodeTexts } from './texts-code.ts'

export const englishCode: CodeTexts = {
  title: 'Enter the code',
  sentTo: (identifier) => `If there is an account for ${identifier}, we have sent a code of 6 digits there.`,
  label: 'Code',
  submit: 'Sign in',
  resend: 'Send another code',
  resendHint: 'Possible 60 seconds after the last one. Only the newest code works, for 5 minutes.',
  otherWay: 'Use another way',
  instead: 'Send me a code instead',
  problems: {
    code_missing: () => 'Enter the 6 digits that were sent to you.',
    credentials_invalid: () => 'This code is not right. Check the digits, and use the newest message.',
    otp_expired: () => 'This code has expired. Ask for another one.',
    otp_attempts_exceeded: () =>
      'There were too many attempts with this code. Please wait 15 minutes and ask for another one.',
    account_locked: () =>
      'There were too many attempts, so signing in is paused for a while. Please wait and try again later.',
    person_suspended: () => 'This account is suspended. Please contact the people who gave you the account.',
    too_early: (seconds) =>
      `The last code was sent just now and still works. You can ask for another one in ${seconds} seconds.`,
  },
  withPhone: {
    identifier: 'Email address, phone number or company code',
    missing: 'Enter your email address, phone number or company code.',
    unrecognized:
      'This does not look like an email address, a phone number or a company code. Check it for typing mistakes.',
    registerIdentifier: 'Email address or phone number',
    registerMissing: 'Enter your email address or phone number.',
    registerUnrecognized: 'This does not look like an email address or a phone number.',
    registerNotAllowed: 'Only an email address or a phone number can be used to create an account.',
    registerTaken: 'There is already an account with this. Sign in instead.',
    passwordHint: (hint) => `${hint} Not needed with a phone number: we send a code to it.`,
  },
}
