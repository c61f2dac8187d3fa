import { Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { instant } from '@lgc/kernel'
import {
  type AccountFrame,
  appsView,
  challengeView,
  changeEmailView,
  codeView,
  consentView,
  deviceCodeView,
  deviceDecisionView,
  deviceOutcomeView,
  emailView,
  type ErrorKind,
  errorView,
  type Form,
  type Html,
  type Language,
  overviewView,
  passwordView,
  phoneCodeView,
  phoneView,
  registerView,
  script,
  sessionsView,
  signedInView,
  signedOutView,
  signInView,
  signOutView,
  stylesheet,
  welcomeView,
} from './index.ts'
import { safeHref, safeImage } from './safe-href.ts'
import { textsIn } from './texts-in.ts'

const hostile = "\"><script>alert('x')</script>"
const languages: readonly Language[] = ['en', 'ja']

function form(said: string, language: Language = 'en'): Form {
  const brand = { name: said, logoUri: `https://logo.test/${said}`, color: said }
  return { nonce: 'n0nce', language, brand, csrf: said, flow: said }
}

function account(said: string, language: Language = 'en'): AccountFrame {
  return { ...form(said, language), personName: said, identifier: said }
}

/** Every view, with `said` wherever a view takes text from outside. */
const views: Record<string, (said: string, language?: Language) => Html> = {
  signIn: (said, language) =>
    signInView({
      ...form(said, language),
      identifier: said,
      problem: 'identifier_unrecognized',
      registerAllowed: true,
      googleHref: null,
      phoneAllowed: true,
    }),
  challenge: (said, language) =>
    challengeView({
      ...form(said, language),
      identifier: said,
      problem: 'grant_required',
      codeAllowed: true,
    }),
  code: (said, language) =>
    codeView({
      ...form(said, language),
      identifier: said,
      challenge: said,
      problem: { kind: 'too_early', seconds: 42 },
    }),
  register: (said, language) =>
    registerView({
      ...form(said, language),
      values: { nameDisplay: said, identifier: said },
      problems: { identifier: 'identifier_taken', password: 'password_too_short' },
      passwordMinLength: 8,
      googleHref: null,
      phoneAllowed: true,
    }),
  consent: (said, language) =>
    consentView({
      ...form(said, language),
      personName: said,
      scopes: [
        { scope: 'openid', required: true, alreadyGranted: false },
        { scope: said, required: false, alreadyGranted: true },
      ],
    }),
  signOut: (said, language) =>
    signOutView({
      ...form(said, language),
      personName: said,
      returnTo: { clientId: said, uri: said, state: said },
    }),
  signedOut: (said, language) =>
    signedOutView({
      ...form(said, language),
      returnTo: `https://app.test/${said}`,
      frames: [`https://app.test/frame?${said}`],
    }),
  signedIn: (said, language) => signedInView({ ...form(said, language), personName: said, identifier: said }),
  deviceCode: (said, language) =>
    deviceCodeView({
      ...form(said, language),
      personName: said,
      identifier: said,
      userCode: said,
      problem: 'user_code_unknown',
    }),
  deviceDecision: (said, language) =>
    deviceDecisionView({
      ...form(said, language),
      personName: said,
      identifier: said,
      device: said as never,
      scopes: ['openid', said],
      address: said,
      askedAt: 0 as never,
    }),
  deviceOutcome: (said, language) => deviceOutcomeView({ ...form(said, language), outcome: 'approved' }),
  accountOverview: (said, language) =>
    overviewView({
      ...account(said, language),
      identities: [{ xid: said as never, type: 'email', identifier: said as never, verifiedAt: null }],
      hasPassword: true,
      isPhoneOffered: true,
      appCount: 2,
      sessionCount: 1,
      notice: 'send_limit_reached',
    }),
  accountPassword: (said, language) =>
    passwordView({
      ...account(said, language),
      hasPassword: true,
      currentProblem: 'credentials_invalid',
      newProblem: 'missing',
      passwordMinLength: 8,
      hasChanged: false,
    }),
  accountEmail: (said, language) =>
    emailView({
      ...account(said, language),
      present: { xid: said, identifier: said },
      proof: 'password',
      typed: said,
      problem: 'identifier_unrecognized',
      passwordProblem: 'credentials_invalid',
      isSent: false,
    }),
  accountPhone: (said, language) =>
    phoneView({
      ...account(said, language),
      present: { xid: said, identifier: said },
      proof: 'password',
      typed: said,
      problem: 'identifier_taken',
      passwordProblem: 'credentials_invalid',
      isOffered: true,
      hasChanged: true,
    }),
  accountPhoneCode: (said, language) =>
    phoneCodeView({
      ...account(said, language),
      challenge: said,
      typed: said,
      present: { xid: said },
      problem: { kind: 'code_missing', seconds: 0 },
    }),
  changeEmail: (said, language) =>
    changeEmailView({
      ...form(said, language),
      identifier: said,
      newIdentifier: said,
      token: said,
      signedInAs: said,
    }),
  accountApps: (said, language) =>
    appsView({
      ...account(said, language),
      apps: [
        { consentXid: said as never, name: said, since: instant(0), scopes: [said], accessLevel: said },
        { consentXid: null, name: said, since: instant(0), scopes: [], accessLevel: said },
      ],
      next: 'next',
      hasWithdrawn: true,
    }),
  accountSessions: (said, language) => {
    const times = { createdAt: instant(0), lastActiveAt: instant(0) }
    const app = { xid: said as never, name: said, ...times }
    const device = { browser: said, system: said }
    const login = { xid: said as never, device, address: said, apps: [app], ...times }
    return sessionsView({
      ...account(said, language),
      logins: [
        { ...login, isCurrent: true },
        { ...login, isCurrent: false },
      ],
      apps: [app],
      next: null,
      hasEnded: true,
    })
  },
  welcome: (said, language) =>
    welcomeView({
      ...form(said, language),
      signedIn: false,
      docsEnabled: true,
      links: [{ label: said, href: `https://app.test/${said}` }],
    }),
  error: (said, language) =>
    errorView({
      ...form(said, language),
      title: 'server_error',
      requestId: said,
      code: said,
      backTo: `https://app.test/${said}`,
    }),
}

const everyView = Object.entries(views)
const everyPage = everyView.flatMap(([name, view]) => languages.map((language) => ({ name, view, language })))

describe('every view', () => {
  it.each(everyView)('%s escapes what comes from outside', async (_name, view) => {
    const page = await markup(view(hostile))
    expect(page).not.toContain(hostile)
    expect(page).not.toContain('<script>')
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).toContain('&quot;&gt;&lt;script&gt;')
  })

  it.each(everyView)('%s works under a policy without inline styles and handlers', async (_name, view) => {
    const page = await markup(view('Bar'))
    expect(page).not.toMatch(/<[^>]+\s(?:style|on[a-z]+)=/)
    expect(page.match(/<style[^>]*>/g)).toEqual(['<style nonce="n0nce">'])
    expect(page).toContain('<script src="/assets/pages.js" nonce="n0nce" defer></script>')
  })

  it.each(everyPage)(
    '$name has its landmarks, one heading and labels in $language',
    async ({ view, language }) => {
      const page = await markup(view('Bar', language))
      expect(page).toContain(`<html lang="${language}">`)
      for (const tag of ['<header', '<main', '<footer', '<h1', '<title'])
        expect(page.split(tag), tag).toHaveLength(2)
      for (const [, id] of page.matchAll(/<input id="([^"]+)"/g)) expect(page).toContain(`<label for="${id}"`)
      expect(page).not.toMatch(/undefined|\[object/)
    },
  )

  it.each(everyView)('%s is rendered at once', (_name, view) => {
    expect(view('Bar')).not.toBeInstanceOf(Promise)
  })
})

describe('forms', () => {
  it('carry the token and the flow', async () => {
    const page = await markup(views['signIn']?.('a&b'))
    expect(page).toContain('<input type="hidden" name="csrf" value="a&amp;b">')
    expect(page).toContain('<input type="hidden" name="flow" value="a&amp;b">')
    expect(page).toContain('href="/register?flow=a%26b"')
  })

  it('leave the flow out when there is none', async () => {
    const page = await markup(
      signInView({
        ...form('Bar'),
        flow: null,
        identifier: '',
        problem: null,
        registerAllowed: true,
        googleHref: null,
        phoneAllowed: false,
      }),
    )
    expect(page).not.toContain('flow')
    expect(page).toContain('href="/register"')
  })

  it('say a problem in the title, at the field and to screen readers', async () => {
    const page = await markup(views['signIn']?.('Bar'))
    expect(page).toContain('<title>Error: Sign in – Bar</title>')
    expect(page).toMatch(
      /<input id="identifier"[^>]* aria-invalid="true" aria-describedby="identifier-problem"/,
    )
    expect(page).toContain('role="alert"')
  })

  it('have no trace of a problem when there is none', async () => {
    const page = await markup(
      challengeView({
        ...form('Bar'),
        identifier: 'ada@example.com',
        problem: null,
        codeAllowed: false,
      }),
    )
    expect(page).not.toMatch(/Error: |aria-invalid|role="alert"/)
  })

  it('put what concerns the whole account above the field', async () => {
    const page = await markup(views['challenge']?.('Bar'))
    expect(page).toContain('class="notice"')
    expect(page).not.toContain('aria-invalid')
  })

  it('send a required scope although its checkbox is disabled', async () => {
    const page = await markup(views['consent']?.('invoices.read'))
    expect(page).toContain(
      '<input type="hidden" name="approved_scopes" value="openid"><input type="checkbox" checked disabled>',
    )
    expect(page).toContain('<input type="checkbox" name="approved_scopes" value="invoices.read" checked>')
  })

  it.each(['constructor', '__proto__', 'toString'])(
    'show the unknown scope %s by its name',
    async (scope) => {
      expect(await markup(views['consent']?.(scope))).toContain(`<span class="scope-label">${scope}`)
    },
  )
})

describe('addresses', () => {
  it.each(['/login', 'https://app.test/a?b=c', 'http://127.0.0.1:9009/', 'com.example.app:/back'])(
    'links to %s',
    (address) => {
      expect(safeHref(address)).toBe(address)
    },
  )

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.test',
    '/\\evil.test',
    'https:evil',
    '',
  ])('does not link to %j', async (address) => {
    expect(safeHref(address)).toBeNull()
    const page = await markup(signedOutView({ ...form('Bar'), returnTo: address, frames: [] }))
    expect(page).toContain('href="/login"')
  })

  it('loads a logo over http, from this site or from the page itself only', () => {
    expect(safeImage('https://logo.test/a.png')).toBe('https://logo.test/a.png')
    expect(safeImage('data:image/png;base64,AA==')).toBe('data:image/png;base64,AA==')
    expect(safeImage('javascript:alert(1)')).toBeNull()
    expect(safeImage('data:text/html,x')).toBeNull()
  })
})

describe('texts', () => {
  it('are complete in both languages', () => {
    const [english, japanese] = languages.map((language) => new Map(sentences(textsIn(language))))
    expect([...(japanese?.keys() ?? [])]).toEqual([...(english?.keys() ?? [])])
    expect(english?.size).toBeGreaterThan(100)
    for (const text of [...(english?.values() ?? []), ...(japanese?.values() ?? [])])
      expect(text.trim()).not.toBe('')
    for (const [path, text] of japanese ?? []) expect(text, path).toMatch(/[ぁ-んァ-ヶ一-龠]/)
  })

  it('exist for every kind of error', async () => {
    for (const language of languages)
      for (const title of Object.keys(textsIn(language).error.kinds).filter(isErrorKind)) {
        const page = await markup(
          errorView({ ...form('Bar', language), title, requestId: 'r', code: 'c', backTo: null }),
        )
        expect(page).toContain(`<h1>${textsIn(language).error.kinds[title].title}</h1>`)
      }
  })
})

describe('assets', () => {
  it('are a script that parses and a stylesheet without foreign addresses', () => {
    expect(() => new Script(script)).not.toThrow()
    expect(stylesheet).not.toMatch(/url\(|@import|undefined/)
    expect(stylesheet.split('{')).toHaveLength(stylesheet.split('}').length)
  })
})

async function markup(view: Html | undefined): Promise<string> {
  return `${await view}`
}

function isErrorKind(name: string): name is ErrorKind {
  return Object.hasOwn(textsIn('en').error.kinds, name)
}

type Sentence = readonly [path: string, text: string]

/** The texts one by one, functions called with sample words. */
function sentences(texts: object, path = ''): Sentence[] {
  return Object.entries(texts).flatMap(([name, text]: [string, unknown]): Sentence[] => {
    const here = `${path}.${name}`
    if (typeof text === 'string') return [[here, text]]
    if (typeof text === 'function')
      return [[here, String(text({ field: 'password', passwordMinLength: 8, toString: () => 'Bar' }))]]
    return typeof text === 'object' && text !== null ? sentences(text, here) : []
  })
}
