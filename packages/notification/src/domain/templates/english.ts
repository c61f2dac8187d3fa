import type { MessageKind } from '../message.ts'
import type { Phrases, ShortTemplate, Template } from './template.ts'

export const english: Record<MessageKind, Template> = {
  password_reset: {
    subject: (app) => `Choose a new password for ${app}`,
    heading: 'Choose a new password',
    lines: (app) => [
      `Somebody asked for a new password for the account with which you sign in to ${app}.`,
      'If it was you, choose it here. The link works once, for 30 minutes.',
    ],
    button: 'Choose a new password',
    closing: ['If it was not you, do nothing: your password stays as it is.'],
  },
  password_changed: {
    subject: (app) => `Your password for ${app} was changed`,
    heading: 'Your password was changed',
    lines: (app) => [
      `The password of the account with which you sign in to ${app} was changed, and other devices were signed out.`,
      'If it was you, there is nothing to do.',
    ],
    button: 'Go to the sign-in page',
    closing: ['If it was not you, choose "Forgot your password?" on the sign-in page at once.'],
  },
  email_verification: {
    subject: (app) => `Confirm your email address for ${app}`,
    heading: 'Confirm your email address',
    lines: (app) => [
      `Somebody created an account for ${app} with this email address.`,
      'If it was you, confirm here that the address is yours. The link works for 24 hours.',
    ],
    button: 'Confirm the address',
    closing: ['If it was not you, do nothing.'],
  },
  one_time_code: {
    subject: (app) => `Your code for ${app}`,
    heading: 'Your code',
    lines: (app) => [
      `Enter this code to sign in to ${app}. It works once, for 5 minutes, in the browser in which you asked for it.`,
    ],
    button: null,
    closing: ['Tell it to nobody. If you did not ask for it, do nothing.'],
  },
}

export const englishCode: ShortTemplate = ({ app, code }) =>
  `${code} is your code for ${app}. It works for 5 minutes. Tell it to nobody.`

export const englishPhrases: Phrases = {
  linkHint: 'If the button does not work, open this address:',
  footer: (app) => `${app} · sent because your account needs it. Nobody reads answers to this address.`,
}
