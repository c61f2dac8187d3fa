import type { MessageKind } from '../message.ts'
import type { Phrases, ShortTemplates, Template } from './template.ts'

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
  email_change: {
    subject: (app) => `Confirm your new email address for ${app}`,
    heading: 'Confirm your new email address',
    lines: (app) => [
      `Somebody wants to use this email address for the account with which they sign in to ${app}.`,
      'If it was you, confirm it here. The link works once, for 60 minutes. Until then nothing changes.',
    ],
    button: 'Confirm the new address',
    closing: ['If it was not you, do nothing.'],
  },
  email_change_requested: {
    subject: (app) => `Your email address for ${app} is to be changed`,
    heading: 'A change of your email address was asked for',
    lines: (app) => [
      `Somebody who is signed in to the account with which you use ${app} wants to give it another email address. Nothing has changed yet.`,
      'If it was you, open the mail that we sent to the new address.',
    ],
    button: 'Change your password',
    closing: ['If it was not you, change your password at once: that also stops the change of the address.'],
  },
  email_changed: {
    subject: (app) => `Your email address for ${app} was changed`,
    heading: 'Your email address was changed',
    lines: (app) => [
      `The account with which you sign in to ${app} has another email address now. This one no longer belongs to it.`,
      'If it was you, there is nothing to do.',
    ],
    button: 'Go to the sign-in page',
    closing: [`If it was not you, contact the people who run the app at once.`],
  },
  account_exists: {
    subject: (app) => `You already have an account for ${app}`,
    heading: 'You already have an account',
    lines: (app) => [
      `Somebody tried to create an account for ${app} with this email address. There is one already, so nothing was created.`,
      'If it was you, sign in with it. If you have forgotten the password, you can choose another one there.',
    ],
    button: 'Go to the sign-in page',
    closing: ['If it was not you, do nothing: nobody got into your account.'],
  },
  phone_change: {
    subject: (app) => `Confirm your new phone number for ${app}`,
    heading: 'Confirm your new phone number',
    lines: (app) => [
      `Enter this code to use another phone number for your account at ${app}. It works once, for 5 minutes, in the browser in which you asked for it.`,
    ],
    button: null,
    closing: ['Tell it to nobody. If you did not ask for it, do nothing.'],
  },
  phone_changed: {
    subject: (app) => `Your phone number for ${app} was changed`,
    heading: 'Your account has a new phone number',
    lines: (app) => [
      `The account with which you sign in to ${app} has a new phone number. Whoever reads messages there can sign in with it.`,
      'If it was you, there is nothing to do.',
    ],
    button: 'Go to the sign-in page',
    closing: ['If it was not you, contact the people who run the app at once.'],
  },
}

export const englishShort: ShortTemplates = {
  one_time_code: ({ app, code }) =>
    `${code} is your code for ${app}. It works for 5 minutes. Tell it to nobody.`,
  phone_change: ({ app, code }) =>
    `${code} confirms this phone number for your account at ${app}. It works for 5 minutes. Tell it to nobody.`,
  phone_changed: ({ app }) =>
    `Your account at ${app} has another phone number now; this one no longer belongs to it. If it was not you, contact the people who run the app at once.`,
}

export const englishPhrases: Phrases = {
  linkHint: 'If the button does not work, open this address:',
  footer: (app) => `${app} · sent because your account needs it. Nobody reads answers to this address.`,
}
