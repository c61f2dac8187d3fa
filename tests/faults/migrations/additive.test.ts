import { planFor } from '@lgc/migrations'
import { describe, expect, it } from 'vitest'

/** What leaves everything usable for a program that does not know of it (docs/guides/upgrade.md). */
const additive: readonly RegExp[] = [
  /^create table /,
  /^create trigger /,
  /^create index /,
  // Nothing asks for an index by name.
  /^drop index /,
  /^insert into ["`]realms["`] /,
  // Whoever does not know the column leaves it out.
  /^alter table \S+ add column (?!.*\bnot null\b)(?!.*\bunique\b)/,
  /^alter table \S+ add column (?=.*\bdefault\b)(?!.*\bunique\b)/,
]

function isAdditive(sql: string): boolean {
  const plain = sql.replaceAll(/\s+/g, ' ').trim()
  return additive.some((form) => form.test(plain))
}

describe('a migration', () => {
  it.each(['sqlite', 'mysql'] as const)(
    'only adds, so that the version before can go on with it, on %s',
    (dialect) => {
      const statements = planFor(dialect).flatMap(({ name, statements: all }) =>
        all.map(({ sql }) => `${name}: ${sql}`),
      )
      expect(statements.length).toBeGreaterThan(100)
      expect(statements.filter((one) => !isAdditive(one.replace(/^[^:]+: /, '')))).toEqual([])
    },
  )

  it.each([
    'alter table `sessions` drop column `scopes`',
    'alter table `sessions` rename column `scopes` to `rights`',
    'alter table `sessions` modify `scopes` varchar(10)',
    'alter table "sessions" add column "needed" text not null',
    'alter table "sessions" add column "different" text unique',
    'create unique index `one_session` on `sessions` (`person_id`)',
    'drop table `sessions`',
    'drop trigger `audit_log_no_delete`',
    'rename table `sessions` to `seances`',
    'update `sessions` set `scopes` = 1',
    'delete from `sessions`',
  ])('would be noticed that says: %s', (sql) => {
    expect(isAdditive(sql)).toBe(false)
  })
})
