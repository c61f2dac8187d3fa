import { configModules } from './config.ts'
import { describePlan } from './conformance-module.ts'

describePlan('oidcc-config-certification-test-plan', 'query', configModules)
