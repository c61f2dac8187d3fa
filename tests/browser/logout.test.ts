import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { databases } from '../support/databases.ts'
import { type Listening, listen } from '../support/listening.ts'
import { type Leaver, signedInTo } from '../support/logging-out.ts'
import { type OidcProduct, addOidcProduct } from '../support/oidc.ts'
import { type Service, openService } from '../support/service.ts'
import { addPerson } from '../support/signing-in.ts'

/** Another site than ours, as browsers see it: 127.0.0.1, while we are at localhost. */
type Client = { readonly origin: string; readonly asked: string[]; readonly server: Server; page: string }

describeInChromium('signing out of LGC at a client', () => {
  let browser: Browser
  let service: Service
  let listening: Listening
  let client: Client
  let product: OidcProduct
  let origin = ''

  beforeAll(async () => {
    const [first] = databases
    if (!first) throw new Error('there is no database')
    const port = await freePort()
    origin = `http://localhost:${port}`
    service = await openService(first.create, { issuer: origin })
    listening = await listen(service, { issuer: origin, port })
    client = await startClient()
    product = await addOidcProduct(
      service,
      { frontchannelLogoutUri: `${client.origin}/front`, frontchannelLogoutSessionRequired: true },
      { postLogoutRedirectUris: [`${client.origin}/signed-out`], name: 'Notes' },
    )
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await listening?.stop()
    await service?.close()
    client?.server.close()
    client?.server.closeAllConnections()
  })

  const open = async (javaScriptEnabled: boolean): Promise<{ context: BrowserContext; leaver: Leaver }> => {
    const leaver = await signedInTo(service, product, await addPerson(service))
    const context = await browser.newContext({ javaScriptEnabled, locale: 'en-GB' })
    const cookie = { name: 'lgc_session', value: leaver.loginToken, url: origin, httpOnly: true }
    await context.addCookies([{ ...cookie, sameSite: 'Lax' as const }])
    client.asked.length = 0
    return { context, leaver }
  }
  const isSignedIn = async ({ loginToken }: Leaver): Promise<boolean> =>
    (await service.core.whoIsHere(loginToken)) !== undefined

  for (const javaScriptEnabled of [true, false]) {
    const mode = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'

    it(`takes the client's form, signs out in frames and goes back, ${mode}`, async () => {
      const { context, leaver } = await open(javaScriptEnabled)
      client.page = `<form method="post" action="${origin}/logout">
<input name="id_token_hint" value="${leaver.idToken}"><input name="state" value="s1">
<input name="post_logout_redirect_uri" value="${client.origin}/signed-out"><button>Leave</button></form>`
      const page = await context.newPage()
      await page.goto(`${client.origin}/start`)
      await page.getByRole('button', { name: 'Leave' }).click()
      if (!javaScriptEnabled) await page.getByRole('link', { name: 'Return to Notes' }).click()
      await page.waitForURL(`${client.origin}/signed-out?state=s1`)
      const query = new URLSearchParams({ iss: origin, sid: leaver.sid }).toString()
      expect(client.asked).toContain(`/front?${query}`)
      expect(await isSignedIn(leaver)).toBe(false)
      await context.close()
    })
  }

  it('is not done by an image, a frame or a link of another site', async () => {
    const { context, leaver } = await open(true)
    const query = new URLSearchParams({ id_token_hint: leaver.idToken }).toString()
    client.page = `<img src="${origin}/logout"><img src="${origin}/logout?${query}">
<iframe src="${origin}/logout?${query}"></iframe><a href="${origin}/logout">Leave</a>`
    const page = await context.newPage()
    await page.goto(`${client.origin}/start`)
    await page.getByRole('link', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Sign out?' }).waitFor()
    expect(await isSignedIn(leaver)).toBe(true)
    await context.close()
  })
})

async function startClient(): Promise<Client> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const body = request.url === '/start' ? client.page : 'here'
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(`<title>Notes</title>${body}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client: Client = { origin: `http://127.0.0.1:${port}`, asked, server, page: '' }
  return client
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
