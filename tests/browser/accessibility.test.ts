import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { linkIn } from '../support/mailbox.ts'
import { type Playground, startPlayground } from '../support/playground.ts'

let playground: Playground
let browser: Browser

type Visit = (page: Page) => Promise<void>

const identifier = async (page: Page, typed: string): Promise<void> => {
  await page.goto(`${playground.notes}/sign-in`)
  await page.locator('input[name=identifier]').fill(typed)
  await page.locator('button[type=submit]').click()
}
const challenge: Visit = (page) => identifier(page, 'demo@example.com')
const password = async (page: Page, typed: string): Promise<void> => {
  await challenge(page)
  await page.locator('input[name=password]').fill(typed)
  await page.locator('main button.primary').click()
}
const signedIn: Visit = (page) => password(page, 'paper-lantern-27')

let people = 0
let phones = 0

/** Nobody's, and nobody was sent anything there. */
const nextPhone = (): string => `+8190555${String(10_000 + phones++)}`

/** Somebody new, so that no limit of mails to one address is met. */
const newcomer = async (): Promise<string> => {
  people += 1
  const identifier = `newcomer-${people}@example.com`
  const identity = { type: 'email', identifier, challenge: 'seven green bicycles' }
  const body = JSON.stringify({ name_display: 'Newcomer', identity })
  const headers = { 'Content-Type': 'application/json' }
  const { status } = await fetch(`${playground.lgc}/persons`, { method: 'POST', headers, body })
  expect(status).toBe(201)
  return identifier
}
const recover = async (page: Page, typed: string): Promise<void> => {
  await identifier(page, typed)
  await page.locator('a[href^="/recover"]').click()
}
const reset = async (page: Page): Promise<void> => {
  const address = await newcomer()
  await recover(page, address)
  await page.locator('main button.primary').click()
  await page.goto(await linkIn(playground.mailFolder, address, '/recover/reset'))
}
const newPassword = async (page: Page, typed: string): Promise<void> => {
  await reset(page)
  await page.locator('input[name=password]').fill(typed)
  await page.locator('main button.primary').click()
}
const verifyAddress: Visit = async (page) =>
  void (await page.goto(await linkIn(playground.mailFolder, await newcomer(), '/verify-email')))

/** The account of somebody who let an app in, in two browsers. */
const account = async (page: Page, path: string): Promise<void> => {
  await signedIn(page)
  await page.locator('button[value=approve]').or(page.locator('h1')).first().waitFor()
  const approve = page.locator('button[value=approve]')
  if ((await approve.count()) > 0) await approve.click()
  await page.goto(`${playground.lgc}${path}`)
}

/** Every page of ours in every state that somebody may meet. */
const visits: Readonly<Record<string, Visit>> = {
  welcome: async (page) => void (await page.goto(playground.lgc)),
  'sign in': async (page) => void (await page.goto(`${playground.notes}/sign-in`)),
  'sign in, refused': (page) => identifier(page, 'nonsense'),
  challenge,
  'challenge, refused': (page) => password(page, 'wrong'),
  'code for a phone': (page) => identifier(page, nextPhone()),
  'code for a phone, refused': async (page) => {
    await identifier(page, nextPhone())
    await page.locator('input[name=code]').fill('12345')
    await page.locator('main button.primary').click()
  },
  'code for a phone, again': async (page) => {
    await identifier(page, nextPhone())
    await page.locator('form.resend button').click()
  },
  'code for an address': async (page) => {
    await identifier(page, `nobody-${nextPhone()}@example.com`)
    await page.locator('form.instead button').click()
  },
  'forgotten password': (page) => recover(page, 'nobody@example.com'),
  'link sent': async (page) => {
    await recover(page, 'nobody@example.com')
    await page.locator('main button.primary').click()
  },
  'new password': reset,
  'new password, refused': (page) => newPassword(page, 'password'),
  'new password, taken': (page) => newPassword(page, 'eight blue tricycles'),
  'dead link': async (page) => void (await page.goto(`${playground.lgc}/recover/reset?token=x`)),
  'e-mail address': verifyAddress,
  'e-mail address, verified': async (page) => {
    await verifyAddress(page)
    await page.locator('main button.primary').click()
  },
  register: async (page) => {
    await page.goto(`${playground.notes}/sign-in`)
    await page.locator('a[href^="/register"]').click()
  },
  'register, refused': async (page) => {
    await page.goto(`${playground.notes}/sign-in`)
    await page.locator('a[href^="/register"]').click()
    await page.locator('input[name=password]').fill('password')
    await page.locator('main button.primary').click()
  },
  consent: signedIn,
  'signed in': async (page) => {
    await signedIn(page)
    await page.goto(`${playground.lgc}/login`)
  },
  account: (page) => account(page, '/account'),
  'account, password': (page) => account(page, '/account/password'),
  'account, password refused': async (page) => {
    await account(page, '/account/password')
    await page.locator('input[name=new_password]').fill('short')
    await page.locator('main button[type=submit]').click()
  },
  'account, e-mail address': (page) => account(page, '/account/email'),
  'account, e-mail address refused': async (page) => {
    await account(page, '/account/email')
    await page.locator('main button[type=submit]').click()
  },
  'account, phone number': (page) => account(page, '/account/phone'),
  'account, phone number refused': async (page) => {
    await account(page, '/account/phone')
    await page.locator('main button[type=submit]').click()
  },
  'account, apps': (page) => account(page, '/account/apps'),
  'account, devices': (page) => account(page, '/account/sessions'),
  'sign out': async (page) => {
    await signedIn(page)
    await page.goto(`${playground.lgc}/logout`)
  },
  'signed out': async (page) => void (await page.goto(`${playground.lgc}/logout`)),
  'unknown client': async (page) =>
    void (await page.goto(`${playground.lgc}/login?client_id=nobody&redirect_uri=x`)),
  'expired flow': async (page) => void (await page.goto(`${playground.lgc}/login?flow=00000000000000000000`)),
  'not found': async (page) => void (await page.goto(`${playground.lgc}/nowhere`)),
  'sample app': async (page) => void (await page.goto(playground.notes)),
}

describeInChromium('every page', () => {
  beforeAll(async () => {
    ;[playground, browser] = await Promise.all([startPlayground(), launchChromium()])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), playground?.stop()])
  })

  it.each(Object.keys(visits))(
    '%s: no violation, no overflow, nothing blocked or fetched elsewhere',
    async (name) => {
      for (const [colorScheme, width, locale] of [
        ['light', 1280, 'en-GB'],
        ['dark', 320, 'ja-JP'],
      ] as const) {
        const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 800 } })
        const page = await context.newPage()
        const complaints = watch(page)
        await visits[name]?.(page)
        await page.locator('h1').first().waitFor()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        expect(complaints).toEqual([])
        await context.close()
      }
    },
  )
})

/** What the policy blocked, and what was asked of anybody but this machine. */
function watch(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(request.url())
  })
  return complaints
}
