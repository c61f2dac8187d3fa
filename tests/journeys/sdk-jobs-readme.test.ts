import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { openReachable } from '../support/product-backend.ts'
import { addApiKey, addProduct } from '../support/signing-in.ts'

const project = join(import.meta.dirname, '../..')

/** The piece of TypeScript in the README that is a job, exactly as it stands there. */
async function exampleOfReadme(): Promise<string> {
  const readme = await readFile(join(project, 'packages/sdk/README.md'), 'utf8')
  const example = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  const job = example.find((code) => code.includes('provisionAll'))
  if (job === undefined) throw new Error('the README has no job')
  return job
}

it.each(databases)(
  'the job in the README brings people in, once, on $name',
  async ({ create }) => {
    const service = await openReachable(create)
    const product = await addProduct(service)
    const folder = await mkdtemp(join(tmpdir(), 'lgc-job-'))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(join(folder, 'job.ts'), await exampleOfReadme())
    await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
    const identity = { type: 'company_code', challenge: 'correct horse battery' }
    const people = [
      { nameDisplay: 'Grace', identity: { ...identity, identifier: 'ACME-1' } },
      { nameDisplay: 'Ada', identity: { ...identity, identifier: 'ACME-1' } },
      { nameDisplay: 'Bob', identity: { ...identity, identifier: 'ACME-2', challenge: 'password' } },
    ]
    await writeFile(join(folder, 'people.json'), JSON.stringify(people))
    const env = {
      PATH: process.env['PATH'] ?? '',
      LGC_ISSUER: service.issuer,
      CLIENT_ID: product.client.clientId,
      PROVISIONER_KEY: await addApiKey(service, product, 'provisioner'),
      ADMIN_KEY: await addApiKey(service, product, 'admin'),
      FILE: 'people.json',
    }
    const run = (more: object = {}) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', 'job.ts'], {
        cwd: folder,
        env: { ...env, ...more },
      })
    const { stdout } = await run()
    expect(stdout.split('\n')).toEqual([
      '0 Grace',
      '1 identifier_taken',
      '2 password_too_weak',
      'Grace is editor',
      '',
    ])
    const again = await run()
    expect(again.stdout).toBe(stdout.replace('Grace is editor', 'grant_already_exists'))
    const refused = await run({ PROVISIONER_KEY: 'lgk_p_wrong' }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('LGC says api_key_invalid') })
    await service.close()
    await rm(folder, { recursive: true, force: true })
  },
  60_000,
)
