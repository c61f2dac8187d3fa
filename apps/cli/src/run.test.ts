import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'lgc-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const cheap = { LGC_ARGON2_MEMORY_KIB: '64', LGC_ARGON2_ITERATIONS: '1' }
const memory = { ...cheap, DATABASE_URL: 'sqlite::memory:' }

type Said = { readonly code: number; readonly out: string; readonly err: string }
type Findings = { findings: { check: string; level: string; message: string; cure: string | null }[] }

async function lgc(line: string, env: Record<string, string> = memory): Promise<Said> {
  let [out, err] = ['', '']
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecret: async () => '',
  }
  return { code: await run(line.split(' ').filter(Boolean), io, env), out, err }
}

async function findings(env: Record<string, string>): Promise<Findings['findings']> {
  const { out } = await lgc('doctor --json', { ...cheap, ...env })
  return (JSON.parse(out) as Findings).findings
}

describe('the exit code', () => {
  it.each([
    ['--help', 0],
    ['client create --help', 0],
    ['client list', 0],
    ['migrate verify', 1],
    ['client deactivate nobody', 1],
    ['apply nowhere.yaml', 1],
    ['', 2],
    ['client', 2],
    ['dance', 2],
    ['apply', 2],
    ['client create foo', 2],
    ['client list --yaml', 2],
    ['api-key create foo --name k --role king', 2],
    ['api-key create foo --name k --role admin --expires-at 2001-01-01T00:00:00Z', 2],
    ['api-key revoke not-an-xid', 2],
    ['client rotate-secret foo --overlap-seconds soon', 2],
    ['client create foo --name Foo --code-lifetime-in-seconds 59', 2],
  ])('of "%s" is %i', async (line, code) => {
    const said = await lgc(line)
    expect(said.code).toBe(code)
    if (code !== 0) expect(said.err).not.toMatch(/^ +at /m)
  })

  it('is that of the process', async () => {
    const script = fileURLToPath(new URL('main.ts', import.meta.url))
    const lgcProcess = promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', script, 'migrate', 'verify'],
      {
        env: memory,
      },
    )
    await expect(lgcProcess).rejects.toMatchObject({ code: 1, stderr: /\(migrations_pending\)$/m })
  })
})

describe('what it says', () => {
  it('does not repeat the value of an option that does not exist', async () => {
    const { code, err } = await lgc('person set-password ada@example.com --password=canary')
    expect(code).toBe(2)
    expect(err).toMatch(/unknown option '--password'/)
    expect(err).not.toContain('canary')
  })

  it('lists every problem of the configuration at once', async () => {
    const { code, out, err } = await lgc('client list', {
      PORT: 'many',
      LGC_TYPO: '1',
      DATABASE_URL: 'oracle:x',
    })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    for (const name of ['PORT', 'LGC_TYPO', 'DATABASE_URL'])
      expect(err).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  it('shows where a fault happened only to those who debug', async () => {
    const env = { ...cheap, DATABASE_URL: 'mysql://root:canary@127.0.0.1:1/lgc' }
    const said = await lgc('client list', env)
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err).toMatch(/^lgc: The database cannot be reached.*\(database_unavailable\)\n$/)
    const debugging = await lgc('client list', { ...env, LOG_LEVEL: 'debug' })
    expect(debugging.err).toMatch(/^ +at /m)
    expect(said.err + debugging.err).not.toContain('canary')
  })
})

describe('doctor', () => {
  it('lists every problem of the configuration, and looks at the database all the same', async () => {
    const wrong = { NODE_ENV: 'production', LGC_TYPO: '1', DATABASE_URL: `sqlite:${join(folder, 'new.db')}` }
    const found = await findings(wrong)
    const errors = found.filter(({ level }) => level === 'error').map(({ message }) => message.split(' ')[0])
    const names = ['LGC_TYPO', 'LGC_VERIFICATION_KEYS', 'LGC_IDENTIFIER_HMAC_KEY', 'LGC_ISSUER']
    expect(errors).toEqual(expect.arrayContaining(names))
    expect(found).toContainEqual(expect.objectContaining({ check: 'database', level: 'warning' }))
    expect(found.filter(({ level, cure }) => level !== 'ok' && !cure)).toEqual([])
    expect(await lgc('doctor', wrong)).toMatchObject({ code: 1 })
  })

  it.each([
    [
      'an issuer that browsers keep no Secure cookie for',
      { LGC_ISSUER: 'http://login.example' },
      'issuer',
      'error',
    ],
    ['an issuer on this machine', { LGC_ISSUER: 'http://127.0.0.1:3100' }, 'issuer', 'ok'],
    ['TLS that nobody is trusted to end', { LGC_ISSUER: 'https://login.example' }, 'proxy', 'warning'],
    ['the keys of development', {}, 'keys', 'warning'],
    [
      'one secret for two purposes',
      {
        LGC_VERIFICATION_KEYS: `a:${'s'.repeat(32)}`,
        LGC_KEY_ENCRYPTION_KEYS: `b:${'s'.repeat(32)}`,
        LGC_IDENTIFIER_HMAC_KEY: 'i'.repeat(32),
      },
      'keys',
      'warning',
    ],
    ['hashes that are too cheap', {}, 'hashing', 'warning'],
    ['a schema that is not there', {}, 'migrations', 'warning'],
    ['a schema that will not come by itself', { LGC_MIGRATE: 'off' }, 'migrations', 'error'],
    [
      'a server that does not answer',
      { DATABASE_URL: 'mysql://root:canary@127.0.0.1:1/x' },
      'database',
      'error',
    ],
  ])('finds %s', async (_, env, check, level) => {
    const found = await findings({ ...memory, ...env })
    expect(found).toContainEqual(expect.objectContaining({ check, level }))
    expect(JSON.stringify(found)).not.toContain('canary')
  })

  it('finds documentation that everybody can read, and pending migrations, in production', async () => {
    const found = await findings({
      NODE_ENV: 'production',
      LGC_DOCS: 'on',
      LGC_ISSUER: 'https://login.example',
      LGC_VERIFICATION_KEYS: 'one:a-verification-key-of-production-0000',
      LGC_IDENTIFIER_HMAC_KEY: 'an-identifier-key-of-production-000000',
      LGC_KEY_ENCRYPTION_KEYS: 'one:a-key-encryption-key-of-production-00',
      LGC_AUDIT_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIEk66HyobOLTd/9k3pFPcq7HrTtp2vkHcSFFxOYyMslC',
      LGC_ARGON2_MEMORY_KIB: '19456',
      DATABASE_URL: 'sqlite::memory:',
    })
    expect(found).toContainEqual(expect.objectContaining({ check: 'docs', level: 'warning' }))
    expect(found).toContainEqual(expect.objectContaining({ check: 'migrations', level: 'error' }))
  })

  it('finds a data folder that is none', async () => {
    writeFileSync(join(folder, 'file'), '')
    const found = await findings({ DATABASE_URL: `sqlite:${join(folder, 'file', 'lgc.db')}` })
    expect(found).toContainEqual(expect.objectContaining({ check: 'data folder', level: 'error' }))
  })
})
