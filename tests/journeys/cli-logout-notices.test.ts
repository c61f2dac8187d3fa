import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { type LogoutReceiver, startLogoutReceiver } from '../support/logout-receiver.ts'
import { addOidcProduct, loginTokenOf, oidcCode } from '../support/oidc.ts'
import { addPerson, redirectUri } from '../support/signing-in.ts'
import { testCaller, valueOf } from '../support/world.ts'

type Listed = { readonly xid: string; readonly client_id: string; readonly state: string }

describe.each(databases)('lgc logout-notices on $name', ({ create }) => {
  let line: CommandLine
  let receiver: LogoutReceiver
  let clientId: string
  beforeEach(async () => {
    receiver = await startLogoutReceiver()
    line = await openCommandLine(create)
    expect((await line.lgc(['migrate', 'up'])).code).toBe(0)
    clientId = await signInAndOut()
  })
  afterEach(() => Promise.all([line.close(), receiver.stop()]))

  const signInAndOut = async (): Promise<string> => {
    const core = line.coreAt(Date.now())
    const { client } = await addOidcProduct({ core }, { backchannelLogoutUri: receiver.uri })
    const person = await addPerson({ core })
    const token = await loginTokenOf({ core }, person)
    const code = await oidcCode({ core }, { client }, person, { loginToken: token, openid: null })
    const codeVerifier = 'a-verifier-of-the-tests-that-is-long-enough-000'
    valueOf(await core.exchangeAuthorizationCode({ client, code, redirectUri, codeVerifier }, testCaller))
    valueOf(await core.endSession({ token, scope: 'all' }, testCaller))
    return client.clientId
  }
  const listed = async (...more: readonly string[]): Promise<readonly Listed[]> =>
    (await printed(line.lgc(['logout-notices', 'list', '--json', ...more])))[
      'logout_notices'
    ] as readonly Listed[]
  const dispatch = (allow = '127.0.0.1') =>
    printed(line.lgc(['logout-notices', 'dispatch', '--json'], { LGC_OUTBOUND_ALLOW: allow }))

  it('shows what waits and tells the clients', async () => {
    expect(await listed('--state', 'queued')).toMatchObject([{ client_id: clientId, state: 'queued' }])
    expect(await dispatch()).toEqual({ sent: 1, failed: 0, parked: 0 })
    expect(receiver.tokens).toHaveLength(1)
    expect(await listed()).toMatchObject([{ state: 'sent' }])
    expect(await listed('--state', 'parked')).toEqual([])
    expect((await line.lgc(['logout-notices', 'list'])).out).toContain(clientId)
  })

  it('tries again what failed, and says why it does not', async () => {
    expect(await dispatch('192.0.2.1')).toEqual({ sent: 0, failed: 1, parked: 0 })
    const [notice] = await listed('--state', 'failed')
    const retry = ['logout-notices', 'retry', notice?.xid ?? '']
    expect(await line.lgc(retry)).toMatchObject({ code: 0, out: `Queued ${notice?.xid} again.\n` })
    expect(await dispatch()).toMatchObject({ sent: 1 })
    expect((await line.lgc(retry)).err).toContain('logout_notice_not_waiting')
    const unknown = await line.lgc(['logout-notices', 'retry', '00000000000000000000'])
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('logout_notice_not_found') })
  })
})
