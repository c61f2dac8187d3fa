import cluster from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestJournal } from '@lgc/audit'
import { type Config, type Core, type Tables, compose, systemClock } from '@lgc/composition'
import { migrate, refuseDrift, statusOf } from '@lgc/migrations'
import { isUnavailable, open } from '@lgc/sql'
import { AggregatorRegistry } from 'prom-client'
import { app } from './app.ts'
import { configOrExit } from './config-or-exit.ts'
import { limiterFor } from './limits/limiter-for.ts'
import { paceAttempts } from './limits/pace-attempts.ts'
import { rateLimits } from './limits/rate-limits.ts'
import { logger } from './logger.ts'
import { messageDispatcher } from './message-dispatcher.ts'
import { metrics } from './metrics/metrics.ts'
import { type MetricsServer, serveMetrics } from './metrics/serve-metrics.ts'
import { noticeDispatcher } from './notice-dispatcher.ts'
import { readiness } from './readiness.ts'
import { startSealing } from './sealing.ts'
import { serve } from './server.ts'
import { sweepRegularly } from './sweeping.ts'

const config = configOrExit()
const { log, requests } = logger(config.logLevel)
const database = open<Tables>(config.databaseUrl, {
  connections: config.databasePoolSize,
  certificateAuthority: config.databaseSslCa,
})
try {
  const done = config.migratesAtStart ? await database.unhurried(migrate) : await refuseDriftIfReachable()
  if (done.length > 0) log.info({ migrations: done }, 'migrated')
} catch (error) {
  log.fatal({ error }, 'the schema of the database cannot be used')
  process.exit(1)
}

/** Where somebody else migrates, a database that is down is waited for; another schema than ours is not. */
async function refuseDriftIfReachable(): Promise<readonly string[]> {
  try {
    refuseDrift(await statusOf(database))
  } catch (error) {
    if (!isUnavailable(error)) throw error
  }
  return []
}

const numbers = metrics()
const limiter = await limiterFor(config.valkeyUrl, systemClock, (isShared) => {
  numbers.limitsShared(isShared)
  log.warn({ shared: isShared }, 'the limits are counted elsewhere from now on')
})
const limits = rateLimits({
  limiter: limiter.limiter,
  limits: config.limits,
  report: (suspicion, caller) => core.report(suspicion, caller),
  onLimited: numbers.limited,
})
const composed: Core = compose(database, config, systemClock, paceAttempts(limits))
const core: Core = { ...composed, checkSession: numbers.counted(composed.checkSession) }
const journal = requestJournal(core.appendRequests)
const { hashingLoad } = core
numbers.limitsShared(config.valkeyUrl !== null)
numbers.read({
  hashingLoad,
  poolLoad: database.poolLoad,
  requestsDropped: journal.dropped,
  logoutNotices: core.logoutNotices,
})
const ready = readiness(database, core)
const hono = app({
  core,
  config,
  journal,
  limits,
  observe: numbers,
  log: (line) => requests.info(line, 'answered'),
  logFault: (fault) => log.error(fault, 'fault'),
  whyNotReady: ready.whyNot,
})
// The first process makes the keys before it is asked for any; one that cannot says so, and is not ready.
await core.checkKeys().then(
  (problem) => problem && log.error({ problem }, 'no token can be signed: look at LGC_KEY_ENCRYPTION_KEYS'),
  (error: unknown) => log.warn({ error }, 'the signing keys could not be read'),
)
const server = await serve(hono, config).catch(cannotListen(config.port))
const metricsServer = config.metrics && (await publish(config.metrics))
const stopSweeping = sweepRegularly({
  database,
  sweep: core.sweep,
  everySeconds: config.sweepEverySeconds,
  log,
})
if (metricsServer) log.info({ port: metricsServer.port }, 'metrics are served')
const dispatcher = messageDispatcher(core, config.dispatchInSeconds, log)
const notices = noticeDispatcher(core, config.dispatchInSeconds, { log, count: numbers.noticed })
log.info({ port: server.port, issuer: config.issuer, environment: config.environment }, 'listening')

const sealer = startSealing(core, config.sealIntervalInSeconds, {
  sealed: (head) => log.info(head, 'sealed'),
  failed: (error) => log.warn({ error }, 'the record could not be sealed'),
})
/** Of several workers each tells its numbers to the one that started them, which adds them up. */
async function publish(where: NonNullable<Config['metrics']>): Promise<MetricsServer | null> {
  if (cluster.isPrimary) return serveMetrics(numbers.registry, where).catch(cannotListen(where.port))
  AggregatorRegistry.setRegistries(numbers.registry)
  void new AggregatorRegistry()
  return null
}

function cannotListen(port: number): (error: unknown) => never {
  return (error) => {
    log.fatal({ error, port }, 'cannot listen')
    process.exit(1)
  }
}

let isStopping = false
async function stop(signal: string, { drainInSeconds }: Config): Promise<void> {
  if (isStopping) return
  isStopping = true
  log.info({ signal }, 'stopping')
  ready.drain()
  server.drain()
  await sleep(drainInSeconds * 1000)
  await server.stop()
  await Promise.all([
    stopSweeping(),
    metricsServer?.stop(),
    sealer.stop(),
    dispatcher.stop(),
    notices.stop(),
    journal.close(),
  ])
  limiter.close()
  await database.db.destroy()
  log.info('stopped')
  process.exit(0)
}
process.on('SIGTERM', () => void stop('SIGTERM', config))
process.on('SIGINT', () => void stop('SIGINT', config))
