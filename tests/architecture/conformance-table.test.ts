import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const project = join(import.meta.dirname, '../..')
const docs = join(project, 'docs')
const text = readFileSync(join(docs, 'conformance.md'), 'utf8')

type Row = { readonly subject: string; readonly test: string; readonly result: string }

const rows: readonly Row[] = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:module|requirement|flow) \|/.test(line))
  .map((line) => line.split(' | '))
  .map(([subject = '', test = '', result = '']) => ({ subject: subject.slice(2), test, result }))

/** Whether the row names one test, and the file has a test or a module of that name. */
function isProved({ test }: Row): boolean {
  const [, file = '', name = ''] = /^\[[^\]]+\]\(([^)]+)\) “([^”]+)”$/.exec(test) ?? []
  const path = join(docs, file)
  if (name === '' || !existsSync(path)) return false
  return readFileSync(path, 'utf8').includes(`'${name}',`)
}

function modulesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const sources = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  return sources.flatMap((source) =>
    [...source.matchAll(/'((?:oidcc|fapi2)-[\w-]+)',/g)].map(([, name = '']) => name),
  )
}

describe('the table of conformance', () => {
  it('has no row without a test that there is', () => {
    expect(rows.length).toBeGreaterThan(70)
    expect(rows.filter((row) => !isProved(row)).map(({ subject }) => subject)).toEqual([])
  })

  it('says of every row how it went', () => {
    expect(rows.filter(({ result }) => !/^(?:passes|holds|not offered)/.test(result))).toEqual([])
  })

  it('has a row for every module of the plans', () => {
    const modules = modulesIn(join(project, 'tests/conformance')).filter((name) => !name.endsWith('-plan'))
    expect(modules.filter((name) => !rows.some(({ subject }) => subject === `\`${name}\``))).toEqual([])
  })
})
