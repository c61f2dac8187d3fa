import type { RecoveryTexts } from './texts-recovery.ts'

export const englishRecovery: RecoveryTexts = {
  forgotten: 'Forgot your password?',
  account: 'Account',
  request: {
    title: 'Forgot your password?',
    lead: 'We can send a link for a new password to this email address.',
    submit: 'Send the link',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'You will be signed out everywhere else.',
    password: 'New password',
    hint: (minLength) => `At least ${minLength} characters. Several unrelated words work well.`,
    submit: 'Save the password',
    problems: {
      missing: () => 'Choose a password.',
      password_too_short: (minLength) => `Use at least ${minLength} characters.`,
      password_too_long: () => 'This password is too long. Choose a shorter one.',
      password_common: () => 'Many people use this password, so it is easy to guess. Choose another one.',
      password_context: () =>
        'This password contains your name, your email address or the name of the service. Choose another one.',
    },
  },
  verify: {
    title: 'Confirm your email address',
    lead: 'Is this your email address? Then confirm it here.',
    submit: 'Confirm',
  },
  outcomes: {
    link_sent: {
      title: 'Look into your mail',
      lead: 'If there is an account with this email address, a link is on its way to it. It works for 30 minutes.',
      advice: 'If nothing arrives within a few minutes, look into the spam folder, or ask again later.',
    },
    password_changed: {
      title: 'Your password is changed',
      lead: 'You can sign in with the new password now.',
      advice: 'We have sent a mail to say so.',
    },
    address_changed: {
      title: 'Your email address is changed',
      lead: 'You sign in with the new address from now on.',
      advice: 'We have sent a mail to the former address to say so.',
    },
    address_verified: {
      title: 'Thank you',
      lead: 'Your email address is confirmed.',
      advice: 'You can close this window.',
    },
  },
  backToSignIn: 'Go to the sign-in page',
}
