import { expect, it } from 'vitest'
import { requestModules } from './basic-requests.ts'
import { tokenModules } from './basic-tokens.ts'
import { describePlan } from './conformance-module.ts'

const modules = [...tokenModules, ...requestModules]

it('the basic plan has 38 modules', () => {
  expect(new Set(modules.map(({ name }) => name)).size).toBe(38)
})

describePlan('oidcc-basic-certification-test-plan', 'query', modules)
