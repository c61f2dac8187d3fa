import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = new URL('../../bench/main.ts', import.meta.url).pathname
const timeout = 240_000

type Figures = {
  readonly row: string
  readonly database: string
  readonly contenders: readonly { readonly name: string; readonly requests: number; readonly cpu: number }[]
  readonly values: Readonly<Record<string, number>>
}

describe('the bench', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lgc-bench-test-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const bench = (...args: readonly string[]): Promise<{ readonly stdout: string }> =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', main, ...args])

  it('measures the service beside its limit, and draws it', { timeout }, async () => {
    const chart = join(folder, 'bench.svg')
    const asked = ['session', 'code-exchange', '--database', 'sqlite']
    const { stdout } = await bench('--smoke', '--json', '--chart', chart, ...asked)
    const { figures } = JSON.parse(stdout) as { readonly figures: readonly Figures[] }
    expect(figures.map(({ row }) => row)).toEqual(['session', 'code-exchange'])
    for (const { row, contenders, values } of figures) {
      expect(contenders.map(({ name }) => name)).toEqual(expect.arrayContaining(['bare', 'lgc']))
      for (const { name, requests } of contenders) expect(requests, `${row}, ${name}`).toBeGreaterThan(0)
      expect(Object.keys(values), row).toContain('× bare')
      expect(values['failed requests'], row).toBe(0)
    }
    const picture = await readFile(chart, 'utf8')
    for (const { row } of figures) expect(picture).toContain(`${row}, sqlite: × bare`)
  })

  it('says how it is called', { timeout }, async () => {
    const wrong = bench('--only', 'nothing of the kind')
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--quick') })
  })
})
