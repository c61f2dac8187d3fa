import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { type Playground, startPlayground } from '../support/playground.ts'

let playground: Playground
let browser: Browser

describeInChromium('a newcomer', () => {
  beforeAll(async () => {
    ;[playground, browser] = await Promise.all([startPlayground(), launchChromium()])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), playground?.stop()])
  })

  for (const javaScriptEnabled of [true, false]) {
    const mode = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'

    it(`registers, opens a second app without a password and signs out, ${mode}`, async () => {
      const context = await browser.newContext({ javaScriptEnabled, locale: 'en-GB' })
      const page = await context.newPage()
      const email = `newcomer-${javaScriptEnabled}@example.com`

      await page.goto(playground.notes)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'Create an account' }).click()
      await page.getByLabel('Name').fill('Grace')
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password', { exact: true }).fill('seven quiet lanterns')
      await page.getByRole('button', { name: 'Create account' }).click()
      await page.getByRole('heading', { name: 'Notes asks for access' }).waitFor()
      await page.getByRole('button', { name: 'Allow', exact: true }).click()
      await expectSignedIn(page, playground.notes, email)

      await page.goto(playground.calendar)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByRole('heading', { name: 'Calendar asks for access' }).waitFor()
      await page.getByRole('button', { name: 'Allow', exact: true }).click()
      await expectSignedIn(page, playground.calendar, email)

      await page.getByRole('button', { name: 'Sign out of Calendar' }).click()
      await expectSignedOut(page, playground.calendar)
      await page.goto(playground.notes)
      await expectSignedIn(page, playground.notes, email)

      await signInSilently(page, playground.calendar, email)
      await page.goto(playground.notes)
      await page.getByRole('button', { name: 'Sign out everywhere' }).click()
      await page.getByRole('button', { name: 'Sign out of every app' }).click()
      await expectSignedOut(page, playground.notes)
      await page.goto(playground.calendar)
      await expectSignedOut(page, playground.calendar)
      await expectPasswordIsAsked(page)
      await context.close()
    })

    it(`signs in as the demo person after mistakes, ${mode}`, async () => {
      const context = await browser.newContext({ javaScriptEnabled, locale: 'en-GB' })
      const page = await context.newPage()
      await page.goto(`${playground.notes}/sign-in`)
      await page.getByRole('button', { name: 'Continue' }).click()
      await page
        .getByText(/^Enter your email address.* company code/)
        .first()
        .waitFor()
      await page.getByLabel(/company code$/).fill('DEMO@Example.com')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByLabel('Password', { exact: true }).fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('The password does not match this account.').first().waitFor()
      await page.getByLabel('Password', { exact: true }).fill('paper-lantern-27')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('heading', { name: 'Notes asks for access' }).waitFor()
      await page.getByRole('button', { name: 'Do not allow' }).click()
      await page.waitForURL((url) => url.origin === playground.notes)
      expect(await page.title()).not.toContain('LGC')
      await context.close()
    })
  }

  it('keeps nothing of the request in the address or in the browser', async () => {
    const context: BrowserContext = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${playground.notes}/sign-in`)
    const url = new URL(page.url())
    expect(url.origin).toBe(playground.lgc)
    expect([...url.searchParams.keys()]).toEqual(['flow'])
    expect(
      await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
    ).toBe(JSON.stringify([{}, {}, '']))
    await context.close()
  })
})

async function expectSignedIn(page: Page, origin: string, email: string): Promise<void> {
  await page.waitForURL(`${origin}/`)
  await page.getByText(email).first().waitFor()
}

async function expectSignedOut(page: Page, origin: string): Promise<void> {
  await page.waitForURL(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
}

/** The person consented before, so the browser passes through LGC without a page. */
async function signInSilently(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(origin)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expectSignedIn(page, origin, email)
}

async function expectPasswordIsAsked(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel(/company code$/).waitFor()
}
