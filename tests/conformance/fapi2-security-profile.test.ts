import { expect, it } from 'vitest'
import { describeFapi } from './fapi-party.ts'
import { fapiProofModules } from './fapi-proofs.ts'
import { fapiRequestModules } from './fapi-requests.ts'
import { fapiTokenModules } from './fapi-tokens.ts'

const modules = [...fapiTokenModules, ...fapiRequestModules, ...fapiProofModules]

it('the plan of FAPI 2.0 has 56 modules without signed requests', () => {
  expect(new Set(modules.map(({ name }) => name)).size).toBe(56)
})

describeFapi('fapi2-security-profile-final-test-plan', modules)
