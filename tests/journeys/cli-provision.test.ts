import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { freshName, testCaller } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

const products = `
clients:
  - {client_id: bar-app, name: Bar, redirect_uris: [https://bar.example/cb], allowed_scopes: [openid, profile]}
  - {client_id: far-app, name: Far, redirect_uris: [https://far.example/cb], allowed_scopes: [openid]}
`
const heading = 'name_display,type,identifier,challenge,access_level,scopes'

describe.each(databases)('lgc provision on $name', ({ create }) => {
  let line: CommandLine
  let folder: string
  beforeAll(async () => {
    line = await openCommandLine(create)
    folder = await mkdtemp(join(tmpdir(), 'lgc-provision-'))
    expect((await line.apply(products, {})).code).toBe(0)
  })
  afterAll(async () => {
    await line.close()
    await rm(folder, { recursive: true, force: true })
  })

  const file = async (rows: readonly string[], name = `${freshName('people')}.csv`): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, rows.join('\n'))
    return path
  }
  const load = (path: string, ...options: readonly string[]) =>
    line.lgc(['provision', path, '--client', 'bar-app', ...options])
  const count = async (table: 'persons' | 'consent_records' | 'person_app_grants' | 'security_log') =>
    (await line.database.db.selectFrom(table).select('xid').execute()).length
  const core = () => line.coreAt(Date.now())

  it('brings people in with all that comes along, and done again changes nothing', async () => {
    const [one, two, three] = [freshName('ONE'), `${freshName('two')}@example.com`, '+81 90 5555 6666']
    const path = await file([
      heading,
      `Ada,company_code,${one},correct horse battery,editor,openid profile`,
      `Bob,email,${two},correct horse battery,,`,
      `Cy,sms,${three},,,`,
    ])
    const first = await load(path)
    expect(first).toEqual({ code: 0, out: '3 created, 0 unchanged, 0 failed\n', err: '' })
    const before = [await count('persons'), await count('consent_records'), await count('person_app_grants')]
    expect(before).toEqual([3, 1, 1])
    const again = await printed(load(path, '--json'))
    expect(again).toEqual({ created: 0, unchanged: 3, failed: 0 })
    expect([
      await count('persons'),
      await count('consent_records'),
      await count('person_app_grants'),
    ]).toEqual(before)
    const attempt = { identifier: two, password: 'correct horse battery', clientId: 'bar-app' }
    expect((await core().verifyByPassword(attempt, testCaller)).ok).toBe(true)
    const actions = await line.database.db
      .selectFrom('audit_log')
      .select(['action', 'agent_type'])
      .where('action', 'in', ['person.provisioned', 'consent.precreated', 'grant.created'])
      .execute()
    expect(actions.map(({ agent_type }) => agent_type)).toEqual(['cli', 'cli', 'cli', 'cli', 'cli'])
  })

  it('skips bad rows, says which they are and why, and brings the others in', async () => {
    const [good, twin, far] = [freshName('GOOD'), freshName('TWIN'), freshName('FAR')]
    const foreign = await file([heading, `Eve,company_code,${far},correct horse battery,,`])
    expect((await line.lgc(['provision', foreign, '--client', 'far-app'])).code).toBe(0)
    const path = await file([
      heading,
      `Ada,company_code,${good},correct horse battery,,`,
      `Bob,company_code,${freshName('WEAK')},password123,,`,
      `Cy,company_code,${freshName('NONE')},,,`,
      `Dan,email,${freshName('CODE')},correct horse battery,,`,
      `Eve,company_code,${far},correct horse battery,,`,
      `Fay,company_code,${freshName('SCOPE')},correct horse battery,,phone`,
      `"Gil,company_code,${freshName('QUOTE')},correct horse battery,,`,
      `${'x'.repeat(20_000)},company_code,${freshName('LONG')},correct horse battery,,`,
      `Hal,company_code,${twin},correct horse battery,,`,
      `Hal,company_code,${twin},correct horse battery,,`,
    ])
    const [people, suspicions] = [await count('persons'), await count('security_log')]
    const reportPath = join(folder, 'report.ndjson')
    const { code, out, err } = await load(path, '--report', reportPath, '--batch-size', '3')
    expect({ code, out }).toEqual({ code: 1, out: '2 created, 1 unchanged, 7 failed\n' })
    expect(await count('persons')).toBe(people + 2)
    const lines = (await readFile(reportPath, 'utf8')).trim().split('\n')
    const report = lines.map((text) => JSON.parse(text) as Json)
    expect(report.map((row) => `${String(row['line'])} ${String(row['error'] ?? row['status'])}`)).toEqual([
      '2 created',
      '3 password_too_weak',
      '4 challenge_missing',
      '5 type_mismatch',
      '6 identifier_taken',
      '7 scope_not_allowed',
      '8 row_malformed',
      '9 row_too_long',
      '10 created',
      '11 unchanged',
    ])
    expect(report[9]?.['person_xid']).toBe(report[8]?.['person_xid'])
    expect(report[1]).toMatchObject({ status: 'error', person_xid: null, problems: ['common'] })
    expect(err).toContain('7 rows brought nobody in; the first of them: (rows_failed)')
    expect(err).toContain('\n  line 7: scope_not_allowed (phone)\n')
    expect(`${out}${err}${lines.join()}`).not.toMatch(/horse|password123/)
    expect((await stat(reportPath)).mode & 0o077).toBe(0)
    expect(await count('security_log')).toBe(suspicions + 5)
  })

  it('takes people without a password only when it is told to', async () => {
    const json = { name_display: 'Ada', type: 'company_code', identifier: freshName('BARE') }
    const path = await file([JSON.stringify(json)], `${freshName('bare')}.ndjson`)
    expect(await load(path)).toMatchObject({ code: 1, out: '0 created, 0 unchanged, 1 failed\n' })
    expect(await load(path, '--without-challenge')).toMatchObject({ code: 0 })
    expect(await load(path)).toMatchObject({ code: 1, out: '0 created, 0 unchanged, 1 failed\n' })
  })

  it('of a file that two load at once brings everybody in once', { timeout: 30_000 }, async () => {
    const rows = Array.from({ length: 60 }, () => `Ada,company_code,${freshName('RACE')},,,openid`)
    const path = await file([heading, ...rows])
    const before = await count('persons')
    const both = await Promise.all([
      printed(load(path, '--without-challenge', '--batch-size', '7', '--json')),
      printed(load(path, '--without-challenge', '--batch-size', '5', '--json')),
    ])
    const sum = (name: string): number => both.reduce((all, one) => all + Number(one[name]), 0)
    expect({ created: sum('created'), unchanged: sum('unchanged') }).toEqual({ created: 60, unchanged: 60 })
    expect(await count('persons')).toBe(before + 60)
  })

  it.each([
    ['a client that is not there', 'people.csv', ['--client', 'nobody'], 'client_not_found'],
    ['a file that is not there', 'missing.csv', [], 'file_unreadable'],
    ['a name that says nothing of the format', 'people.txt', [], 'format_unknown'],
    ['a heading that is none', 'people.csv', [], 'file_invalid'],
  ])('refuses %s', async (_, name, options, code) => {
    await file(['Ada,company_code,X-1'], 'people.csv')
    const said = await load(join(folder, name), ...options)
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`(${code})`) })
  })

  it('does not overwrite what it reads', async () => {
    const path = await file([heading, `Ada,company_code,${freshName('SELF')},correct horse battery,,`])
    const said = await load(path, '--report', join(folder, '.', path.slice(folder.length + 1)))
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('(report_is_the_file)') })
    expect(await readFile(path, 'utf8')).toContain(heading)
  })

  it.each(['0', '1001', 'many'])('refuses a batch of %s', async (size) => {
    expect(await load('people.csv', '--batch-size', size)).toMatchObject({ code: 2 })
  })
})
