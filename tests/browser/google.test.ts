import { AxeBuilder } from '@axe-core/playwright'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { type TestDatabase, databases } from '../support/databases.ts'
import { type OpenIdIssuer, startIssuer } from '../support/openid-issuer.ts'
import { type ApiProcess, environmentFor, startApi } from '../support/processes.ts'

describeInChromium('Google in a browser', () => {
  let browser: Browser
  let issuer: OpenIdIssuer
  let api: ApiProcess
  let origin = ''
  let database: Awaited<ReturnType<TestDatabase['create']>>

  beforeAll(async () => {
    issuer = await startIssuer()
    const [first] = databases
    if (!first) throw new Error('there is no database')
    database = await first.create()
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    api = await startApi({
      ...environmentFor(database.url),
      PORT: String(port),
      LGC_ISSUER: origin,
      LGC_OUTBOUND_ALLOW: '127.0.0.0/8',
      LGC_GOOGLE_ISSUER: issuer.url,
      LGC_GOOGLE_CLIENT_IDS: issuer.clientId,
      LGC_GOOGLE_CLIENT_SECRET: issuer.clientSecret,
    })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await api?.stop()
    await database?.drop()
    await issuer?.close()
  })

  it.each([
    ['en-GB', 'Continue with Google', 'Create account', /signed in/i],
    ['ja-JP', 'Google で続ける', 'アカウントを作成', /サインイン/],
  ])('lets a newcomer in without JavaScript (%s)', async (locale, goOn, create, there) => {
    issuer.account = { sub: `browser-${locale}`, name: 'Grace Example', email: 'grace@gmail.example' }
    const context = await browser.newContext({ javaScriptEnabled: false, locale })
    const page = await context.newPage()
    await page.goto(`${origin}/login`)
    await page.getByRole('link', { name: goOn }).click()
    await page.getByRole('button', { name: create }).waitFor()
    expect(await page.locator('#name_display').inputValue()).toBe('Grace Example')
    await page.getByRole('button', { name: create }).click()
    await page.getByRole('heading', { name: there }).waitFor()
    expect((await context.cookies()).map(({ name }) => name)).toContain('lgc_session')
    await context.close()
  })

  it.each([360, 1280])('asks for leave on an accessible page, %i pixels wide', async (width) => {
    issuer.account = { sub: `accessible-${width}`, name: 'Grace Example', email: 'grace@gmail.example' }
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`${origin}/login`)
    const widthOf = () => page.evaluate('document.documentElement.scrollWidth')
    const problems = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
    expect([await problems(), await widthOf()]).toEqual([[], width])
    await page.getByRole('link', { name: 'Continue with Google' }).click()
    await page.getByRole('button', { name: 'Create account' }).waitFor()
    expect([await problems(), await widthOf()]).toEqual([[], width])
    const folder = process.env['LGC_SCREENSHOTS']
    if (folder !== undefined) await page.screenshot({ path: `${folder}/google-offer-${width}.png` })
    await context.close()
  })
})

/** The service has to know its own address before it listens: Google sends browsers back there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
