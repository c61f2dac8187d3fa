import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { type Playground, startPlayground } from '../support/playground.ts'

let playground: Playground
let browser: Browser

describeInChromium('a product that knows only the issuer', () => {
  beforeAll(async () => {
    ;[playground, browser] = await Promise.all([startPlayground(['--oidc']), launchChromium()])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), playground?.stop()])
  })

  it('signs in, refreshes and signs out without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(playground.notes)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel(/company code$/).fill('demo@example.com')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password', { exact: true }).fill('paper-lantern-27')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await expectSignedIn(page, '0 times')

    await page.getByRole('button', { name: 'Refresh the tokens' }).click()
    await expectSignedIn(page, 'once')

    await page.goto(playground.calendar)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.waitForURL(`${playground.calendar}/`)
    await page.getByText('demo@example.com').waitFor()

    await page.goto(playground.notes)
    await page.getByRole('button', { name: /^Sign out/ }).click()
    const confirm = page.getByRole('button', { name: 'Sign out of every app' })
    const signIn = page.getByRole('link', { name: 'Sign in' })
    await confirm.or(signIn).first().waitFor()
    if (await confirm.isVisible()) await confirm.click()
    await page.waitForURL(`${playground.notes}/`)
    await signIn.waitFor()
    await context.close()
  })

  it('takes back nobody’s sign-in but its own browser’s', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    const answer = await page.goto(`${playground.notes}/callback?code=stolen&state=stolen`)
    expect(answer?.status()).toBe(400)
    await page.getByRole('heading', { name: 'This sign-in cannot be finished' }).waitFor()
    await context.close()
  })
})

async function expectSignedIn(page: Page, refreshed: string): Promise<void> {
  await page.waitForURL(`${playground.notes}/`)
  await page.getByText('demo@example.com').waitFor()
  await page.getByText(refreshed, { exact: true }).waitFor()
}
