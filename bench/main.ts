import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { chartOf } from './chart.ts'
import { type Options, optionsIn, usage } from './options.ts'
import { reportOf } from './report.ts'
import { run } from './run.ts'
import { tableOf } from './table.ts'
import { verdictsOn } from './verdict.ts'

const options = optionsIn(process.argv.slice(2))
if (options === undefined) {
  console.error(usage)
  process.exitCode = 2
} else if (options === 'help') {
  console.log(usage)
} else {
  await measure(options)
}

async function measure(asked: Options): Promise<void> {
  const [loadBefore = 0] = loadavg()
  const figures = await run(asked, (line) => console.error(line))
  console.log(asked.isJson ? JSON.stringify({ node: process.version, figures }) : tableOf(figures))
  if (asked.chart !== null) await writeFile(asked.chart, chartOf(figures))
  if (asked.report !== null)
    await writeFile(
      asked.report,
      reportOf(figures, { command: commandOf(process.argv.slice(2)), loadBefore }),
    )
  const isMissed = figures.flatMap(verdictsOn).some(({ isReached }) => !isReached)
  if (asked.isJudged && isMissed) process.exitCode = 1
}

function commandOf(args: readonly string[]): string {
  return ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
}
