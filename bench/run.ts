import { type DatabaseName, availableDatabases } from './databases.ts'
import type { Figures } from './figures.ts'
import { type RowName, failed } from './goals.ts'
import { startGenerator } from './load/generator-process.ts'
import type { Options } from './options.ts'
import { buildPrograms } from './processes/programs.ts'
import { rows } from './rows.ts'
import { type Workshop, type World, openWorld } from './world.ts'

/** Measures what is asked for, on one database after the other. */
export async function run(options: Options, say: (line: string) => void): Promise<readonly Figures[]> {
  const programs = await buildPrograms()
  const generator = startGenerator(programs.pathOf('generator'))
  try {
    const figures: Figures[] = []
    for (const database of availableDatabases()) {
      figures.push(...(await runOn(database, options, { size: options.size, programs, generator, say })))
    }
    return figures
  } finally {
    await generator.close()
    await programs.remove()
  }
}

async function runOn(
  database: DatabaseName,
  { rows: asked, database: only }: Options,
  workshop: Workshop,
): Promise<readonly Figures[]> {
  const here = asked.filter((name) => (only === null ? rows[name].on.includes(database) : only === database))
  if (here.length === 0) return []
  const world = await openWorld(database, workshop)
  try {
    const figures: Figures[] = []
    for (const name of here) {
      const startedAt = performance.now()
      figures.push(await measured(name, world))
      workshop.say(`${name} on ${database}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    }
    return figures
  } finally {
    await world.close()
  }
}

/** A row that cannot be measured is a row that failed; the others are measured all the same. */
async function measured(row: RowName, world: World): Promise<Figures> {
  try {
    return await rows[row].measure(world)
  } catch (error) {
    const remark = error instanceof Error ? error.message : String(error)
    const { name: database } = world.database
    return { row, database, contenders: [], values: { [failed]: 1 }, generatorShare: null, remark }
  }
}
