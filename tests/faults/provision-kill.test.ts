import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { environmentFor } from '../support/processes.ts'
import { type World, addClient, openWorld } from '../support/world.ts'

const main = new URL('../../apps/cli/src/main.ts', import.meta.url).pathname
const total = 600
const timeout = 60_000

type Ending = { readonly code: number | null; readonly signal: string | null; readonly out: string }
type Run = { readonly child: ChildProcess; readonly ended: Promise<Ending> }

describe.each(databases)('a load of people on $name', ({ create }) => {
  let world: World
  let folder: string
  let args: readonly string[]
  beforeAll(async () => {
    world = await openWorld(create)
    folder = await mkdtemp(join(tmpdir(), 'lgc-kill-'))
    const { clientId } = await addClient(world, { allowedScopes: ['openid'] })
    const path = join(folder, 'people.csv')
    const rows = Array.from(
      { length: total },
      (_, index) => `Ada ${index},company_code,KILL-${index},correct horse battery,user,openid`,
    )
    await writeFile(path, ['name_display,type,identifier,challenge,access_level,scopes', ...rows].join('\n'))
    args = ['provision', path, '--client', clientId, '--report', join(folder, 'report.ndjson')]
  })
  afterAll(async () => {
    await world.close()
    await rm(folder, { recursive: true, force: true })
  })

  const run = (): Run => {
    const command = ['--import', 'tsx', main, ...args, '--batch-size', '10']
    // Dear enough a password that the load is still under way when it is killed.
    const env = {
      PATH: process.env['PATH'] ?? '',
      ...environmentFor(world.url),
      LGC_ARGON2_MEMORY_KIB: '4096',
    }
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    const ended = new Promise<Ending>((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, out }))
    })
    return { child, ended }
  }
  const rowsIn = async (
    table: 'persons' | 'identities' | 'consent_records' | 'person_app_grants',
  ): Promise<number> => (await world.db.selectFrom(table).select('xid').execute()).length
  const records = async (action: string): Promise<number> =>
    (await world.db.selectFrom('audit_log').select('xid').where('action', '=', action).execute()).length
  /** Everything that one person brings along, counted apart. */
  const traces = async (): Promise<readonly number[]> => [
    await rowsIn('persons'),
    await rowsIn('identities'),
    await rowsIn('consent_records'),
    await rowsIn('person_app_grants'),
    await records('person.provisioned'),
    await records('identity.created'),
    await records('consent.precreated'),
    await records('grant.created'),
  ]

  it('that is killed twice and run again ends with exactly the people of the file', { timeout }, async () => {
    let before = 0
    for (let kills = 0; kills < 2; kills++) {
      const { child, ended } = run()
      while ((await rowsIn('persons')) < before + 100) await pause(10)
      child.kill('SIGKILL')
      expect(await ended).toMatchObject({ signal: 'SIGKILL', out: '' })
      const after = await traces()
      before = after[0] ?? 0
      expect(before).toBeLessThan(total)
      expect(new Set(after)).toEqual(new Set([before]))
    }
    const { code, out } = await run().ended
    expect({ code, out }).toEqual({
      code: 0,
      out: `${total - before} created, ${before} unchanged, 0 failed\n`,
    })
    expect(new Set(await traces())).toEqual(new Set([total]))
    const report = (await readFile(join(folder, 'report.ndjson'), 'utf8')).trim().split('\n')
    const lines = report.map((text) => (JSON.parse(text) as { readonly line: number }).line)
    expect(lines).toEqual(Array.from({ length: total }, (_, index) => index + 2))
  })
})
