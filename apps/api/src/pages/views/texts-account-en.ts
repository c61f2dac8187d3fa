import type { AccountTexts } from './texts-account.ts'

const several = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${many}`

export const englishAccount: AccountTexts = {
  navigation: 'Your account',
  tabs: { overview: 'Overview', apps: 'Apps', sessions: 'Devices' },
  signOut: 'Sign out',
  older: 'Show older ones',
  overview: {
    title: 'Your account',
    lead: 'What LGC knows about you, and where you can change it.',
    name: 'Name',
    addresses: 'How you sign in',
    verified: 'Confirmed',
    unverified: 'Not confirmed',
    resend: 'Send the confirmation mail again',
    password: 'Password',
    hasPassword: 'You sign in with a password.',
    hasNone: 'You sign in without a password.',
    apps: 'Apps with access',
    appCount: (count) => (count === 0 ? 'None yet' : several(count, 'app', 'apps')),
    sessions: 'Devices and sessions',
    sessionCount: (count) => several(count, 'session', 'sessions'),
    notices: {
      link_sent: 'The mail is on its way. Open the link in it to confirm the address.',
      send_limit_reached: 'We have sent several mails to this address already. Please try again later.',
      nothing_to_verify: 'There is no email address left to confirm.',
    },
  },
  apps: {
    title: 'Apps with access',
    lead: 'These apps know who you are. You can end that at any time.',
    since: (time) => `Allowed on ${time}`,
    given: (time) => `You may use it since ${time}; you have not signed in to it yet.`,
    sees: 'It can see:',
    level: (level) => `Access level: ${level}`,
    withdraw: 'Remove access',
    withdrawDetail: 'Removing access signs you out of the app. It asks again when you next sign in to it.',
    withdrawn: 'The app has no access any more, and you are signed out of it.',
    none: 'No app has access to your account yet.',
  },
  sessions: {
    title: 'Where you are signed in',
    lead: 'If you do not recognise something here, sign it out and change your password.',
    thisBrowser: 'This browser',
    device: ({ browser, system }) =>
      browser === null ? (system ?? 'Unknown device') : system === null ? browser : `${browser} on ${system}`,
    address: (address) => `IP address ${address}`,
    started: 'Signed in',
    lastActive: 'Last active',
    appsOpened: 'Apps opened there',
    otherApps: 'Other apps',
    otherAppsDetail: 'Still signed in, though the browser that opened them no longer is.',
    end: 'Sign out',
    endOthers: 'Sign out everywhere else',
    endOthersDetail: 'Ends everything but this browser and the apps you opened in it.',
    ended: 'Signed out.',
  },
}
