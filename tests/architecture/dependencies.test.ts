import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { inspectDependencies, type Violation } from './inspect-dependencies.ts'
import { projectCopy } from './project-copy.ts'

type Offence = { readonly rule: string; readonly folder: string; readonly code: string }

const offences: readonly Offence[] = [
  {
    rule: 'domain-is-pure',
    folder: 'packages/person/src/domain',
    code: `export { randomUUID } from 'node:crypto'`,
  },
  {
    rule: 'domain-is-pure',
    folder: 'packages/audit/src/domain',
    code: `import type { AuditTables } from '../infra/tables.ts'\nexport type Offence = AuditTables`,
  },
  {
    rule: 'app-knows-only-domain',
    folder: 'packages/audit/src/app',
    code: `export { sqlTrail } from '../infra/index.ts'`,
  },
  {
    rule: 'app-knows-only-domain',
    folder: 'packages/person/src/app',
    code: `import type { Kysely } from 'kysely'\nexport type Offence = Kysely<never>`,
  },
  {
    rule: 'app-knows-only-domain',
    folder: 'packages/authentication/src/app',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'infra-stays-home',
    folder: 'packages/person/src/infra',
    code: `export { migrate } from '@lgc/migrations'`,
  },
  {
    rule: 'contexts-have-one-front-door',
    folder: 'apps/api/src',
    code: `import type { AuditTables } from '../../../packages/audit/src/infra/tables.ts'\nexport type Offence = AuditTables`,
  },
  {
    rule: 'only-apps-wire-adapters',
    folder: 'packages/authentication/src/infra',
    code: `export * as adapters from '@lgc/client/infra'`,
  },
  {
    rule: 'only-apps-wire-adapters',
    folder: 'packages/authentication/src/infra',
    code: `import type { ClientTables } from '@lgc/client/infra'\nexport type Offence = ClientTables`,
  },
  {
    rule: 'nobody-imports-an-app',
    folder: 'apps/cli/src',
    code: `export * as offence from '../../demo/src/demo-app.ts'`,
  },
  {
    rule: 'composition-is-for-apps',
    folder: 'packages/person/src/infra',
    code: `import type { Core } from '@lgc/composition'\nexport type Offence = Core`,
  },
  {
    rule: 'kernel-depends-on-nothing',
    folder: 'packages/kernel/src',
    code: `import type { Xid } from 'xid-ts'\nexport type Offence = Xid`,
  },
  {
    rule: 'sql-knows-no-context',
    folder: 'packages/sql/src',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'outbound-knows-no-context',
    folder: 'packages/outbound/src',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'audit-depends-on-nobody',
    folder: 'packages/audit/src/infra',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'nobody-depends-on-audit',
    folder: 'packages/person/src/infra',
    code: `import type * as audit from '@lgc/audit'\nexport type Offence = typeof audit`,
  },
  {
    rule: 'contexts-ask-along-the-map',
    folder: 'packages/person/src/infra',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'contexts-ask-along-the-map',
    folder: 'packages/notification/src/infra',
    code: `import type * as person from '@lgc/person'\nexport type Offence = typeof person`,
  },
  {
    rule: 'nobody-asks-notification',
    folder: 'packages/authentication/src/infra',
    code: `import type * as notification from '@lgc/notification'\nexport type Offence = typeof notification`,
  },
  {
    rule: 'migrations-know-no-context',
    folder: 'migrations',
    code: `import type * as client from '@lgc/client'\nexport type Offence = typeof client`,
  },
  {
    rule: 'demo-is-a-stranger',
    folder: 'apps/demo/src',
    code: `import type { Result } from '@lgc/kernel'\nexport type Offence = Result<1, 2>`,
  },
  {
    rule: 'sdk-depends-on-nothing',
    folder: 'packages/sdk/src',
    code: `export { randomBytes } from 'node:crypto'`,
  },
  {
    rule: 'sdk-depends-on-nothing',
    folder: 'packages/sdk/src',
    code: `import type { Result } from '@lgc/kernel'\nexport type Offence = Result<1, 2>`,
  },
  {
    rule: 'sdk-is-for-products',
    folder: 'packages/authentication/src/infra',
    code: `import type { Session } from '@lgc/sdk'\nexport type Offence = Session`,
  },
  {
    rule: 'resolvable',
    folder: 'apps/api/src',
    code: `export { nothing } from '@lgc/kernel/src/result.ts'`,
  },
  {
    rule: 'declared-dependency',
    folder: 'packages/person/src/infra',
    code: `export { Hono } from 'hono'`,
  },
  {
    rule: 'declared-dependency',
    folder: 'migrations',
    code: `export { refuse } from '@lgc/kernel'`,
  },
  {
    rule: 'packages-by-name',
    folder: 'packages/audit/src/infra',
    code: `export { refuse } from '../../../kernel/src/index.ts'`,
  },
  {
    rule: 'type-re-exports-at-doors',
    folder: 'packages/audit/src/domain',
    code: `export type { AuditTables } from '../infra/tables.ts'`,
  },
  {
    rule: 'no-test-in-production',
    folder: 'packages/person/src/infra',
    code: `export { it } from 'vitest'`,
  },
]

/** What is borrowed against the rules is usually not declared, or reached by a path, as well. */
const companions = new Set(['declared-dependency', 'packages-by-name'])

const fileOf = (index: number): string => `${offences[index]?.folder}/offence-${index}.ts`

describe('a deliberate violation', () => {
  let found: readonly Violation[] = []

  beforeAll(async () => {
    const copy = projectCopy()
    offences.forEach(({ code }, index) => copy.write(fileOf(index), `${code}\n`))
    copy.write('packages/person/src/domain/cycle-a.ts', `export * from './cycle-b.ts'\n`)
    copy.write('packages/person/src/domain/cycle-b.ts', `export * from './cycle-a.ts'\n`)
    found = await inspectDependencies(copy.root).finally(copy.remove)
  })

  const rulesBrokenBy = (file: string): readonly string[] => [
    ...new Set(found.filter(({ from }) => from === file).map(({ rule }) => rule)),
  ]

  it.each(offences.map(({ rule, folder }, index) => ({ rule, folder, index })))(
    'of $rule in $folder is caught under that name (case $index)',
    ({ rule, index }) => {
      const others = rulesBrokenBy(fileOf(index)).filter((name) => name !== rule)
      expect(rulesBrokenBy(fileOf(index))).toContain(rule)
      expect(others.filter((name) => !companions.has(name))).toEqual([])
    },
  )

  it('of no-cycles is caught under that name', () => {
    expect(rulesBrokenBy('packages/person/src/domain/cycle-a.ts')).toEqual(['no-cycles'])
  })

  it('exists for every rule', async () => {
    const { default: rules } = (await import('../../.dependency-cruiser.mjs' as string)) as {
      default: { forbidden: readonly { name: string }[] }
    }
    const tried = new Set([...offences.map(({ rule }) => rule), 'no-cycles'])
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([])
  })
})

describe('the project', () => {
  it('obeys every dependency rule', async () => {
    expect(await inspectDependencies(join(import.meta.dirname, '../..'))).toEqual([])
  })
})

describe('the dependency checker', () => {
  it('fails where it sees no files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'lgc-architecture-'))
    for (const folder of ['packages', 'apps', 'migrations']) mkdirSync(join(root, folder))
    onTestFinished(() => rmSync(root, { recursive: true }))
    await expect(inspectDependencies(root)).rejects.toThrow('saw only 0 modules')
  })

  it('fails where it cannot read TypeScript', async () => {
    const blind = inspectDependencies(join(import.meta.dirname, '../..'), { exclude: { path: '[.]ts$' } })
    await expect(blind).rejects.toThrow('not seen by the dependency checker')
  })
})
