import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Config, type Core, type Tables, compose, readConfig } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { type Database, open } from '@lgc/sql'
import { run } from '../../apps/cli/src/run.ts'
import type { TestDatabase } from './databases.ts'

export type Env = Readonly<Record<string, string>>
export type Said = { readonly code: number; readonly out: string; readonly err: string }

/** `lgc` on an empty database of its own, and what a test may look at beside it. */
export type CommandLine = {
  readonly database: Database<Tables>
  readonly env: Env
  readonly lgc: (argv: readonly string[], more?: Env, stdin?: string) => Promise<Said>
  /** Applies a file of this content. */
  readonly apply: (content: string, env: Env, ...options: readonly string[]) => Promise<Said>
  /** Every use case on the same database, at a time of the test's choosing. */
  readonly coreAt: (milliseconds: number) => Core
  /** All rows in which a secret could have been kept. */
  readonly everythingStored: () => Promise<string>
  readonly close: () => Promise<void>
}

/** What production insists on. */
export const production: Env = {
  NODE_ENV: 'production',
  LGC_ISSUER: 'https://login.example',
  LGC_VERIFICATION_KEYS: 'one:a-verification-key-of-production-0000',
  LGC_IDENTIFIER_HMAC_KEY: 'an-identifier-key-of-production-000000',
  LGC_KEY_ENCRYPTION_KEYS: 'one:a-key-encryption-key-of-production-00',
  LGC_ARGON2_MEMORY_KIB: '19456',
  LGC_AUDIT_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIEk66HyobOLTd/9k3pFPcq7HrTtp2vkHcSFFxOYyMslC',
}

const cheap = { LGC_ARGON2_MEMORY_KIB: '64', LGC_ARGON2_ITERATIONS: '1' }
const tables = ['clients', 'api_keys', 'persons', 'identities', 'audit_log', 'security_log', 'request_log']

export async function openCommandLine(create: TestDatabase['create']): Promise<CommandLine> {
  const fresh = await create()
  const folder = await mkdtemp(join(tmpdir(), 'lgc-cli-'))
  const env = { ...cheap, DATABASE_URL: fresh.url }
  const database = open<Tables>(fresh.url)
  const lgc: CommandLine['lgc'] = (argv, more = {}, stdin = '') => inProcess(argv, { ...env, ...more }, stdin)
  return {
    database,
    env,
    lgc,
    async apply(content, more, ...options) {
      const path = join(folder, 'lgc.yaml')
      await writeFile(path, content)
      return lgc(['apply', path, ...options], more)
    },
    coreAt: (milliseconds) => compose(database, configOf(env), () => instant(milliseconds)),
    async everythingStored() {
      const rows = tables.map((table) =>
        database.db
          .selectFrom(table as 'clients')
          .selectAll()
          .execute(),
      )
      return JSON.stringify(await Promise.all(rows))
    },
    async close() {
      await database.db.destroy()
      await fresh.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function inProcess(argv: readonly string[], env: Env, stdin: string): Promise<Said> {
  let [out, err] = ['', '']
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecret: async () => stdin,
  }
  return { code: await run(argv, io, env), out, err }
}

/** The program as its users start it. */
export async function asProcess(argv: readonly string[], env: Env): Promise<Said> {
  try {
    const command = ['apps/cli/bin/lgc.js', ...argv]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

/** What a command that went well printed with --json. */
export async function printed(said: Promise<Said>): Promise<Record<string, unknown>> {
  const { out, err, code } = await said
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Record<string, unknown>
}

function configOf(env: Env): Config {
  const config = readConfig(env)
  if ('problems' in config) throw new Error(JSON.stringify(config.problems))
  return config
}
