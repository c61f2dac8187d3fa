import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowNames } from '../../bench/goals.ts'

const main = new URL('../../bench/main.ts', import.meta.url).pathname
const timeout = 60_000

type Figures = { readonly name: string; readonly operations: number; readonly ratio: number }

describe('the bench', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lgc-bench-test-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const bench = (...args: readonly string[]): Promise<{ readonly stdout: string }> =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', main, ...args])

  it('measures every row beside its limit, and draws it', { timeout }, async () => {
    const chart = join(folder, 'bench.svg')
    const { stdout } = await bench('--quick', '--json', '--database', 'sqlite', '--chart', chart)
    const { figures } = JSON.parse(stdout) as { readonly figures: readonly Figures[] }
    expect(figures.map(({ name }) => name)).toEqual([...rowNames])
    for (const { name, operations, ratio } of figures) {
      expect(operations, name).toBeGreaterThan(0)
      expect(ratio, name).toBeGreaterThan(0)
    }
    const picture = await readFile(chart, 'utf8')
    for (const name of rowNames) expect(picture).toContain(`${name}, sqlite`)
  })

  it('says how it is called', { timeout }, async () => {
    const wrong = bench('--only', 'nothing of the kind')
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--quick') })
  })
})
