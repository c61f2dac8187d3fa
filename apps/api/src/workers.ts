import cluster, { type Worker } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '@lgc/composition'
import { AggregatorRegistry } from 'prom-client'
import { logger } from './logger.ts'
import { serveMetrics } from './metrics/serve-metrics.ts'

const pauseInMilliseconds = 1000

/**
 * Several processes of the service behind one port, each whole by itself: what they share is in the database. One that
 * dies is replaced; one that cannot even start ends all, because the next could not either. Their numbers are added up.
 */
export async function superviseWorkers({ workers, metrics, logLevel }: Config): Promise<void> {
  const { log } = logger(logLevel)
  const settled = new WeakSet<Worker>()
  let isStopping = false
  const stop = (signal: NodeJS.Signals): void => {
    isStopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal)
  }

  cluster.on('listening', (worker) => void settled.add(worker))
  cluster.on('exit', (worker, code, signal) => {
    const areAllGone = Object.keys(cluster.workers ?? {}).length === 0
    if (isStopping) {
      if (areAllGone) process.exit()
      return
    }
    log.error({ pid: worker.process.pid, code, signal }, 'a worker ended')
    if (!settled.has(worker)) {
      process.exitCode = code
      stop('SIGTERM')
      if (areAllGone) process.exit(code)
      return
    }
    void sleep(pauseInMilliseconds).then(() => isStopping || cluster.fork())
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  if (metrics) {
    const all = new AggregatorRegistry()
    const { port } = await serveMetrics(
      { contentType: all.contentType, metrics: () => all.clusterMetrics() },
      metrics,
    )
    log.info({ port }, 'metrics are served')
  }
  for (let started = 0; started < workers; started++) cluster.fork()
}
