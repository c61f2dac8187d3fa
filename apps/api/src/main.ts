import cluster from 'node:cluster'
import { configOrExit } from './config-or-exit.ts'
import { superviseWorkers } from './workers.ts'

const config = configOrExit()
if (config.workers > 1 && cluster.isPrimary) await superviseWorkers(config)
else await import('./service.ts')
