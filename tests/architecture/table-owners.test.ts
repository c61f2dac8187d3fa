import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planFor } from '../../migrations/index.ts'
import { sourceFiles } from './source-files.ts'
import { contextOf, foreignStatements, foreignWrites, tableOwners, tableTouchedBy } from './table-owners.ts'

const project = join(import.meta.dirname, '../..')

describe.each(['sqlite', 'mysql'] as const)('the migrations for %s', (dialect) => {
  const plan = planFor(dialect)

  it('each belong to a context, and to a file of their name', () => {
    const contexts = readdirSync(join(project, 'packages'))
    expect(plan.map(({ name }) => contextOf(name)).filter((name) => !contexts.includes(name ?? ''))).toEqual(
      [],
    )
    const files = readdirSync(join(project, 'migrations'))
      .filter((file) => /^\d{4}-/.test(file))
      .map((file) => file.replace(/[.]ts$/, ''))
    expect(plan.map(({ name }) => name)).toEqual(files.toSorted())
  })

  it('touch no table of another context', () => {
    expect(tableOwners(plan).size).toBeGreaterThan(10)
    expect(foreignStatements(plan)).toEqual([])
  })
})

describe('the packages', () => {
  it('write to no table of another context', () => {
    const owners = tableOwners(planFor('sqlite'))
    const writes = sourceFiles(project, ['packages'])
      .filter((file) => !file.endsWith('.test.ts') && /^packages\/[^/]+\/src\//.test(file))
      .flatMap((file) => foreignWrites(file, readFileSync(join(project, file), 'utf8'), owners))
    expect(writes).toEqual([])
  })
})

describe('the owner check', () => {
  it.each([
    ['create table "persons" ("id" integer)', 'persons'],
    ['create unique index "a_by_b" on "codes" ("b")', 'codes'],
    ['alter table `clients` add column `x` text', 'clients'],
    ['create trigger t before update on audit_log begin select 1; end', 'audit_log'],
    ['insert into "realms" ("xid") values (?)', 'realms'],
    ['select 1', undefined],
  ])('reads the table out of %s', (sql, table) => {
    expect(tableTouchedBy(sql)).toBe(table)
  })

  it('catches a migration that reaches into another context', () => {
    const plan = [
      { name: '0001-person', statements: [{ sql: 'create table "persons" ("id" integer)' }] },
      { name: '0002-client', statements: [{ sql: 'alter table "persons" add column "x" text' }] },
      { name: '0003-client', statements: [{ sql: 'vacuum' }] },
    ]
    expect(foreignStatements(plan).map(({ where, table }) => `${where} ${table}`)).toEqual([
      '0002-client persons',
      '0003-client vacuum',
    ])
  })

  it('catches a write to the table of another context, or to a table without a name', () => {
    const owners = new Map([['persons', 'person']])
    const file = 'packages/client/src/infra/a.ts'
    expect(foreignWrites(file, `db.updateTable('persons').set(x)`, owners)).toHaveLength(1)
    expect(foreignWrites(file, `db.deleteFrom(table)`, owners)).toHaveLength(1)
    expect(foreignWrites('packages/person/src/infra/a.ts', `db.insertInto('persons')`, owners)).toEqual([])
  })
})
