import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { planFor } from '../../migrations/index.ts'
import { tableOwners } from './table-owners.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/deployment.md'), 'utf8')

/** Kept by the account that migrates. */
const ofMigrations = new Set(['schema_migrations'])

it.each(['lgc_api', 'lgc_operator'])('the guide gives %s rights on every table', (account) => {
  const tables = [...tableOwners(planFor('mysql')).keys()].filter((table) => !ofMigrations.has(table))
  expect(tables.length).toBeGreaterThan(25)
  const forgotten = tables.filter((table) => !guide.includes(` on lgc.${table} to ${account}@`))
  expect(forgotten).toEqual([])
})
