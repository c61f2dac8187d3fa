import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceFiles } from './source-files.ts'
import { offencesIn, sourceRules } from './source-rules.ts'

const project = join(import.meta.dirname, '../..')

type Example = { readonly rule: string; readonly file: string; readonly code: string }

const offences: readonly Example[] = [
  { rule: 'no-dialect-names', file: 'apps/api/src/a.ts', code: `if (dialect === 'mysql') return` },
  { rule: 'no-dialect-names', file: 'migrations/0009-a.ts', code: `dialect === "sqlite" ? a : b` },
  { rule: 'no-dialect-clauses', file: 'packages/person/src/infra/a.ts', code: `query.returning('id')` },
  { rule: 'no-dialect-clauses', file: 'packages/person/src/infra/a.ts', code: `  .forUpdate()` },
  { rule: 'no-dialect-clauses', file: 'packages/person/src/infra/a.ts', code: `const { insertId } = row` },
  {
    rule: 'one-way-into-a-transaction',
    file: 'apps/api/src/a.ts',
    code: `await db.transaction().execute(f)`,
  },
  { rule: 'no-environment-in-packages', file: 'packages/person/src/infra/a.ts', code: `process.env['A']` },
  { rule: 'time-and-chance-are-arguments', file: 'packages/person/src/domain/a.ts', code: `Date.now()` },
  { rule: 'time-and-chance-are-arguments', file: 'packages/person/src/app/a.ts', code: `Math.random()` },
  { rule: 'sdk-is-web-standard', file: 'packages/sdk/src/a.ts', code: `Buffer.from(bytes)` },
  { rule: 'one-way-out', file: 'packages/person/src/infra/a.ts', code: `await fetch(url)` },
  { rule: 'one-way-out', file: 'apps/api/src/a.ts', code: `http.request(options)` },
  { rule: 'one-way-out', file: 'packages/client/src/infra/a.ts', code: `import https from 'node:https'` },
  { rule: 'no-classes-but-errors', file: 'packages/person/src/app/a.ts', code: `export class Manager {` },
  { rule: 'no-classes-but-errors', file: 'apps/api/src/a.ts', code: `class Store extends Map {` },
]

const harmless: readonly Omit<Example, 'rule'>[] = [
  { file: 'packages/sql/src/open.ts', code: `if (dialect === 'mysql') return db.transaction()` },
  {
    file: 'migrations/0009-a.ts',
    code: `const words: Record<DialectName, string> = { mysql: a, sqlite: b }`,
  },
  { file: 'apps/api/src/a.ts', code: `const url = 'sqlite:./data/lgc.db'` },
  { file: 'packages/outbound/src/exchange.ts', code: `import https from 'node:https'` },
  { file: 'packages/person/src/infra/a.ts', code: `const now = Date.now()` },
  { file: 'packages/person/src/domain/a.ts', code: ` * never Date.now() here` },
  { file: 'apps/api/src/a.ts', code: `export class TooSlow extends Error {` },
  { file: 'apps/api/src/a.ts', code: `class ConfigError extends TypeError {` },
]

describe('the source', () => {
  it('keeps every rule', () => {
    const files = sourceFiles(project, ['packages', 'apps', 'migrations'])
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap((file) => offencesIn(file, readFileSync(join(project, file), 'utf8')))).toEqual([])
  })
})

describe('a source rule', () => {
  it.each(offences)('$rule catches $code in $file', ({ rule, file, code }) => {
    expect(offencesIn(file, code).map((offence) => offence.rule)).toEqual([rule])
  })

  it.each(harmless)('lets $code be in $file', ({ file, code }) => {
    expect(offencesIn(file, code)).toEqual([])
  })

  it('is never without an offence that proves it', () => {
    const proved = new Set(offences.map(({ rule }) => rule))
    expect(sourceRules.filter(({ name }) => !proved.has(name))).toEqual([])
  })
})
