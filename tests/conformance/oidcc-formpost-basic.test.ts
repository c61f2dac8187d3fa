import { requestModules } from './basic-requests.ts'
import { tokenModules } from './basic-tokens.ts'
import { describePlan } from './conformance-module.ts'

describePlan('oidcc-formpost-basic-certification-test-plan', 'form_post', [
  ...tokenModules,
  ...requestModules,
])
