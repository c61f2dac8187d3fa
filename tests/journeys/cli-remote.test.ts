import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../apps/cli/src/run.ts'
import { databases } from '../support/databases.ts'
import { type Reachable, openReachable } from '../support/product-backend.ts'
import { type Product, addApiKey, addProduct } from '../support/signing-in.ts'

describe.each(databases)('lgc provision over HTTP, into a service on $name', ({ create }) => {
  let service: Reachable
  let product: Product
  let folder: string
  let keyFile: string
  beforeAll(async () => {
    service = await openReachable(create)
    product = await addProduct(service)
    folder = await mkdtemp(join(tmpdir(), 'lgc-remote-'))
    keyFile = await file('key', `${await addApiKey(service, product, 'provisioner')}\n`)
  })
  afterAll(async () => {
    await service.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function file(name: string, content: string): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }
  const lgc = async (...argv: readonly string[]) => {
    let [out, err] = ['', '']
    const io = {
      out: (text: string) => void (out += text),
      err: (text: string) => void (err += text),
      readSecret: async () => '',
    }
    return { code: await run(argv, io, {}), out, err }
  }
  const load = (path: string, ...options: readonly string[]) =>
    lgc('provision', path, '--url', service.issuer, '--api-key-file', keyFile, ...options)

  it('brings people in with all that comes along, and goes on where it was cut short', async () => {
    const heading = 'name_display,type,identifier,challenge,access_level,scopes'
    const rows = [
      'A,B,C'
        .split(',')
        .map((name) => `${name},company_code,ACME-${name},correct horse battery,editor,openid`),
    ]
    const people = rows.flat()
    const some = await file('some.csv', [heading, people[0]].join('\n'))
    const all = await file('all.csv', [heading, ...people, 'D,company_code,ACME-D,password,,'].join('\n'))
    expect(await load(some)).toEqual({ code: 0, out: '1 created, 0 unchanged, 0 failed\n', err: '' })
    const said = await load(all, '--batch-size', '2', '--json')
    expect(JSON.parse(said.out)).toEqual({ created: 2, unchanged: 1, failed: 1 })
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('line 5: password_too_weak')])
    const persons = await service.db.selectFrom('persons').select('name_display').execute()
    expect(persons.map(({ name_display }) => name_display).toSorted()).toEqual(['A', 'B', 'C'])
    const grants = await service.db.selectFrom('person_app_grants').select('access_level').execute()
    expect(grants.map(({ access_level }) => access_level)).toEqual(['editor', 'editor', 'editor'])
  })

  it('says what is missing or refused', async () => {
    const path = await file('one.csv', 'name_display,type,identifier\nE,sms,+81 90 5555 7777\n')
    const refusals = {
      one_of_client_and_url: ['--client', 'bar-app'],
      url_invalid: ['--url', 'login.example'],
      api_key_unreadable: ['--api-key-file', join(folder, 'none')],
      format_unknown: [],
    }
    for (const [code, more] of Object.entries(refusals)) {
      const target = code === 'format_unknown' ? keyFile : path
      expect(await load(target, ...more)).toMatchObject({
        code: 1,
        err: expect.stringContaining(`(${code})`),
      })
    }
    const wrong = await file('wrong', 'lgk_p_wrong')
    const refused = await load(path, '--api-key-file', wrong)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('api_key_invalid') })
  })
})
