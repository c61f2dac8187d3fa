import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { databases } from '../support/databases.ts'
import { freePort } from '../support/playground.ts'
import { type Reachable, openReachable } from '../support/product-backend.ts'
import { type Product, addApiKey, addPerson, addProduct, testPassword } from '../support/signing-in.ts'
import { newVisitor } from '../support/visitor.ts'

const project = join(import.meta.dirname, '../..')

let service: Reachable
let folder: string
let product: Product
let origin: string
let child: ChildProcess

/** The first piece of TypeScript in the README, exactly as it stands there. */
async function exampleOfReadme(): Promise<string> {
  const readme = await readFile(join(project, 'packages/sdk/README.md'), 'utf8')
  const example = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1]
  if (example === undefined) throw new Error('the README has no example')
  return example
}

beforeAll(async () => {
  const [database] = databases
  if (!database) throw new Error('there is no database')
  service = await openReachable(database.create)
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  product = await addProduct(service, {
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [`${origin}/`],
  })
  folder = await mkdtemp(join(tmpdir(), 'lgc-readme-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'product.ts'), await exampleOfReadme())
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  child = spawn(process.execPath, ['--import', 'tsx', 'product.ts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'] ?? '',
      LGC_ISSUER: service.issuer,
      CLIENT_ID: product.client.clientId,
      CLIENT_SECRET: product.secret ?? '',
      SERVICE_KEY: await addApiKey(service, product),
      ORIGIN: origin,
      PORT: String(port),
    },
  })
  await vi.waitFor(() => open('/'), { timeout: 15_000, interval: 50 })
})

afterAll(async () => {
  child?.kill('SIGKILL')
  await service?.close()
  await rm(folder, { recursive: true, force: true })
})

const cookies = new Map<string, string>()

/** The browser at the product: it keeps cookies and follows nothing by itself. */
async function open(address: string, method = 'GET'): Promise<Response> {
  const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(new URL(address, origin), { method, headers: { Cookie }, redirect: 'manual' })
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? []
    if (line.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, value)
  }
  return response
}

it('the example of the README is a product that signs people in and out', async () => {
  const person = await addPerson(service)
  const visitor = newVisitor(service)
  const headers = { Origin: service.issuer }
  const start = (await open('/sign-in')).headers.get('location') ?? ''
  expect(start.startsWith(`${service.issuer}/login?`)).toBe(true)

  const first = await visitor.visit(start.slice(service.issuer.length))
  const identified = await visitor.submit(first, { identifier: person.identity.identifier }, headers)
  const second = await visitor.follow(identified)
  const consent = await visitor.follow(await visitor.submit(second, { password: testPassword }, headers))
  const approval = { decision: 'approve', approved_scopes: ['openid', 'profile'] }
  const { location } = await visitor.submit(consent, approval, headers)

  const forged = await open(String(location).replace(/state=[^&]+/, 'state=forged'))
  expect([forged.status, await forged.text()]).toEqual([400, 'Not signed in: state_mismatch'])
  expect(cookies.size).toBe(0)
  const late = await open(String(location))
  expect(await late.text()).toBe('Not signed in: state_mismatch')

  const again = (await open('/sign-in')).headers.get('location') ?? ''
  const silent = await visitor.visit(again.slice(service.issuer.length))
  const back = await open(silent.location ?? '')
  expect([back.status, back.headers.get('location')]).toEqual([302, '/'])
  expect([...cookies.keys()]).toEqual(['session'])
  const home = await open('/')
  expect([home.status, await home.text()]).toEqual([200, expect.stringContaining(person.person.xid)])

  const token = cookies.get('session') ?? ''
  const signedOut = await open('/sign-out', 'POST')
  expect(signedOut.headers.get('location')).toContain(`${service.issuer}/logout?`)
  cookies.set('session', token)
  expect((await open('/')).status).toBe(401)
})

it('the example of the README says so when LGC is away', async () => {
  cookies.set('session', 'lgs_unknown')
  const asked = await open('/')
  expect(asked.status).toBe(401)
  await service.database.db.destroy()
  const away = await open('/')
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)])
})
