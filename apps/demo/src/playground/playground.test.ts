import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { applyDocument } from './apply-document.ts'
import { playgroundSettings } from './playground-settings.ts'
import { refuseTakenPort } from './refuse-taken-port.ts'

describe('the playground', () => {
  it('registers redirect addresses that follow the ports', () => {
    const settings = playgroundSettings({ PORT: '4100', DEMO_PORT_NOTES: '4110', DEMO_PORT_CALENDAR: '4111' })
    const document: unknown = JSON.parse(applyDocument(settings))
    expect(settings.issuer).toBe('http://localhost:4100')
    expect(document).toMatchObject({
      clients: [
        {
          client_id: 'demo-notes',
          redirect_uris: ['http://localhost:4110/callback'],
          post_logout_redirect_uris: ['http://localhost:4110/'],
        },
        { client_id: 'demo-calendar', redirect_uris: ['http://localhost:4111/callback'] },
      ],
    })
  })

  it('lets each app know the other', () => {
    const { notes, calendar } = playgroundSettings({})
    expect(notes.other).toEqual({ name: calendar.name, origin: calendar.origin })
    expect(calendar.other).toEqual({ name: notes.name, origin: notes.origin })
  })

  it.each([
    [{ PORT: 'many' }, /^PORT must be a port/],
    [{ DEMO_PORT_NOTES: '70000' }, /^DEMO_PORT_NOTES must be a port/],
    [{ DEMO_PORT_NOTES: '3100' }, /three different ports/],
    [{ DEMO_PROTOCOL: 'saml' }, /^DEMO_PROTOCOL must be native or oidc/],
  ])('refuses the ports of %j', (env, sentence) => {
    expect(() => playgroundSettings(env)).toThrow(sentence)
  })

  it('says which variable moves an app whose port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const number = typeof address === 'object' && address !== null ? address.port : 0
    const port = { number, variable: 'DEMO_PORT_NOTES', user: 'Notes' }
    await expect(refuseTakenPort(port)).rejects.toThrow(
      `Port ${number} for Notes is in use. Stop what runs there, or set DEMO_PORT_NOTES to another port.`,
    )
    await new Promise((resolve) => server.close(resolve))
    await expect(refuseTakenPort(port)).resolves.toBeUndefined()
  })
})
