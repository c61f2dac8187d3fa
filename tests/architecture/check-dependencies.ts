import { inspectDependencies } from './inspect-dependencies.ts'

const violations = await inspectDependencies(process.cwd())
for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`)
console.log(`${violations.length} violations of the dependency rules`)
process.exit(violations.length > 0 ? 1 : 0)
