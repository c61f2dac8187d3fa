import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { chartOf } from './chart.ts'
import { type DatabaseName, availableDatabases } from './databases.ts'
import { type RowName, rowNames } from './goals.ts'
import { type Figures, type Row, measure } from './measure.ts'
import { auditVerify } from './rows/audit-verify.ts'
import { codeExchange } from './rows/code-exchange.ts'
import { passwordProof } from './rows/password-proof.ts'
import { personSearch } from './rows/person-search.ts'
import { sessionCheck } from './rows/session-check.ts'
import { type Size, quick, whole } from './size.ts'
import { tableOf } from './table.ts'
import { verdictOn } from './verdict.ts'
import { type BenchWorld, openBenchWorld } from './world.ts'

const usage = `usage: npm run bench -- [options]
  --quick            a little of everything, in seconds: says that it runs, not how fast
  --only NAME        one row: ${rowNames.join(', ')}
  --database NAME    sqlite or mariadb alone
  --persons N        how many people are searched
  --audit N          how many rows of the record are verified
  --json             print JSON
  --chart FILE       write a picture (SVG)`

const makers: Readonly<Record<RowName, (world: BenchWorld) => Row | Promise<Row>>> = {
  'session check': sessionCheck,
  'code exchange': codeExchange,
  'password proof': passwordProof,
  'search by name': (world) => personSearch(world, 'name'),
  'search by identifier': (world) => personSearch(world, 'identifier'),
  'audit verify': auditVerify,
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    database: { type: 'string' },
    persons: { type: 'string' },
    audit: { type: 'string' },
    json: { type: 'boolean', default: false },
    chart: { type: 'string' },
  },
})
const names = rowNames.filter((name) => values.only === undefined || name === values.only)
const databases = availableDatabases().filter(
  (name) => values.database === undefined || name === values.database,
)
if (names.length === 0 || databases.length === 0) {
  console.error(usage)
  process.exit(2)
}

const common = values.quick ? quick : whole
const size: Size = {
  ...common,
  persons: Number(values.persons ?? common.persons),
  auditRows: Number(values.audit ?? common.auditRows),
}
const figures: Figures[] = []
for (const database of databases) figures.push(...(await measureOn(database)))
console.log(values.json ? JSON.stringify({ node: process.version, figures }) : tableOf(figures))
if (values.chart !== undefined) await writeFile(values.chart, chartOf(figures))
if (!values.quick && !figures.every((one) => verdictOn(one).isReached)) process.exitCode = 1

async function measureOn(database: DatabaseName): Promise<readonly Figures[]> {
  const world = await openBenchWorld(database, size)
  try {
    const done: Figures[] = []
    for (const name of names) done.push(await measure(database, await makers[name](world), size.rounds))
    return done
  } finally {
    await world.close()
  }
}
