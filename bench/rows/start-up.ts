import { setTimeout as pause } from 'node:timers/promises'
import type { Figures } from '../figures.ts'
import { median } from '../measure.ts'
import { startServer } from '../processes/server-process.ts'
import { usageOf } from '../processes/usage.ts'
import { startOf } from '../servers.ts'
import type { World } from '../world.ts'

const idleMilliseconds = 1500

/** From nothing to the first answer, and what an idle process holds: the service as it is deployed. */
export async function startUp(world: World): Promise<Figures> {
  const start = await startOf('lgc', world.database, world.programs)
  const [times, sizes]: [number[], number[]] = [[], []]
  for (let round = 0; round <= world.size.rounds; round++) {
    const server = await startServer(start)
    await pause(idleMilliseconds)
    times.push(server.startUpInMilliseconds)
    sizes.push(usageOf(server.pid).rssInMebibytes)
    await server.stop()
  }
  return {
    row: 'start-up',
    database: world.database.name,
    contenders: [],
    values: { 'start-up ms': median(times), 'idle RSS MB': median(sizes) },
    generatorShare: null,
  }
}
