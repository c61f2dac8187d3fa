import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed, production } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'

type Listed = {
  readonly kid: string
  readonly algorithm: string
  readonly state: string
  readonly is_openable: boolean
}

describe.each(databases)('lgc keys on $name', ({ create }) => {
  let line: CommandLine
  beforeEach(async () => {
    line = await openCommandLine(create)
    expect((await line.lgc(['migrate', 'up'])).code).toBe(0)
    await line.coreAt(Date.now() - 1000).publishKeys()
  })
  afterEach(() => line.close())

  const listed = async (env = {}): Promise<readonly Listed[]> =>
    (await printed(line.lgc(['keys', 'list', '--json'], env)))['signing_keys'] as readonly Listed[]
  const kidOf = async (state: string, algorithm = 'ES256'): Promise<string> =>
    (await listed()).find((key) => key.state === state && key.algorithm === algorithm)?.kid ?? ''

  it('shows what signs, without anything private', async () => {
    expect((await listed()).map(({ state, is_openable }) => [state, is_openable])).toEqual(
      Array.from({ length: 3 }, () => ['signing', true]),
    )
    const said = await line.lgc(['keys', 'list'])
    expect(said.out).toContain(await kidOf('signing', 'RS256'))
    expect(said.out + JSON.stringify(await listed())).not.toContain('v1.')
  })

  it('rotates one algorithm or all, and not twice at a time', async () => {
    const rotated = await printed(line.lgc(['keys', 'rotate', '--alg', 'ES256', '--json']))
    const kid = await kidOf('announced')
    expect(rotated).toMatchObject({ signing_keys: [{ kid, algorithm: 'ES256' }] })
    const again = await line.lgc(['keys', 'rotate'])
    expect([again.code, again.out]).toEqual([1, ''])
    expect(again.err).toContain(
      'ES256: The next key of this algorithm is announced already. (rotation_under_way)',
    )
    expect((await line.lgc(['keys', 'rotate', '--alg', 'HS256'])).code).toBe(2)
    expect((await line.lgc(['keys', 'rotate', '--alg', 'RS256'])).out).toMatch(/^RS256 \S{43} signs from 2/)
  })

  it('revokes, names the key that signs from then on, and does it once', async () => {
    const kid = await kidOf('signing')
    const revoked = await printed(line.lgc(['keys', 'revoke', kid, '--json']))
    expect(revoked).toEqual({ kid, revoked: true, successor: await kidOf('signing') })
    expect(await kidOf('revoked')).toBe(kid)
    expect((await line.lgc(['keys', 'revoke', kid])).err).toContain('signing_key_already_revoked')
    expect((await line.lgc(['keys', 'revoke', 'nothing'])).err).toContain('signing_key_not_found')
    const records = await line.database.db
      .selectFrom('audit_log')
      .select(['action', 'agent_type'])
      .where('action', '=', 'signing_key.revoked')
      .execute()
    expect(records).toEqual([{ action: 'signing_key.revoked', agent_type: 'cli' }])
  })

  it('puts the keys under another encryption key, and refuses where it cannot', async () => {
    const [former, next] = ['dev:development-only-key-encryption-key-0', `next:${'n'.repeat(32)}`]
    const without = await line.lgc(['keys', 'reencrypt'], { LGC_KEY_ENCRYPTION_KEYS: next })
    expect([without.code, without.err]).toEqual([1, expect.stringContaining('signing_keys_unusable')])
    const both = { LGC_KEY_ENCRYPTION_KEYS: `${next},${former}` }
    expect(await printed(line.lgc(['keys', 'reencrypt', '--json'], both))).toEqual({ reencrypted: 3 })
    expect(await printed(line.lgc(['keys', 'reencrypt', '--json'], both))).toEqual({ reencrypted: 0 })
    const alone = await listed({ LGC_KEY_ENCRYPTION_KEYS: next })
    expect(alone.map(({ is_openable }) => is_openable)).toEqual([true, true, true])
    expect((await listed()).map(({ is_openable }) => is_openable)).toEqual([false, false, false])
  })

  it('is looked at by the doctor, who names the cure', async () => {
    type Found = { readonly findings: readonly { readonly check: string; readonly level: string }[] }
    const found = async (env = {}): Promise<object | undefined> => {
      const { out } = await line.lgc(['doctor', '--json'], env)
      return (JSON.parse(out) as Found).findings.find(({ check }) => check === 'signing keys')
    }
    expect(await found()).toMatchObject({ level: 'ok' })
    const { LGC_KEY_ENCRYPTION_KEYS = '' } = production
    expect(await found({ LGC_KEY_ENCRYPTION_KEYS })).toMatchObject({
      level: 'error',
      message: expect.stringContaining('3 of 3') as string,
      cure: expect.stringContaining('LGC_KEY_ENCRYPTION_KEYS') as string,
    })
  })
})
