import { parseCLI, startVitest, type TestModule, type Vitest } from 'vitest/node'

type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number }

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await startVitest('test', filter, { ...options, run: true, config: 'vitest.workspace.ts' })
const { passed, failed, skipped } = tally(vitest)
if (passed === 0) console.error('no test passed')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
// A worker or a socket left open must not keep a finished run alive.
process.exit(failed > 0 ? 1 : 0)

/** What vitest itself calls a failure without a failed test, and a run of nothing, count as one failure. */
function tally({ state }: Vitest): Tally {
  const modules = state.getTestModules().map(tallyModule)
  const sum = (count: (tally: Tally) => number): number => modules.reduce((all, one) => all + count(one), 0)
  const passed = sum((module) => module.passed)
  const failed = sum((module) => module.failed) + state.getUnhandledErrors().length
  const ranWell = passed > 0 && Number(process.exitCode ?? 0) === 0
  return { passed, failed: failed === 0 && !ranWell ? 1 : failed, skipped: sum((module) => module.skipped) }
}

/** A file that cannot be loaded, or whose set-up fails, has no failed test in it: it counts as one. */
function tallyModule(module: TestModule): Tally {
  const count = (state: 'passed' | 'failed' | 'skipped'): number =>
    [...module.children.allTests(state)].length
  const failed = count('failed')
  return {
    passed: count('passed'),
    failed: failed === 0 && !module.ok() ? 1 : failed,
    skipped: count('skipped'),
  }
}
