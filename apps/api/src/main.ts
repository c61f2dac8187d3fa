import { setTimeout as sleep } from 'node:timers/promises'
import { requestJournal } from '@lgc/audit'
import { type Config, type Tables, compose, readConfig } from '@lgc/composition'
import { migrate, refuseDrift, statusOf } from '@lgc/migrations'
import { isUnavailable, open } from '@lgc/sql'
import { app } from './app.ts'
import { logger } from './logger.ts'
import { messageDispatcher } from './message-dispatcher.ts'
import { readiness } from './readiness.ts'
import { serve } from './server.ts'

const config = readConfig(process.env)
if ('problems' in config) {
  for (const { name, problem } of config.problems) console.error(`${name} ${problem}`)
  process.exit(1)
}

const log = logger(config.logLevel)
const database = open<Tables>(config.databaseUrl, {
  connections: config.databasePoolSize,
  certificateAuthority: config.databaseSslCa,
})
try {
  const done = config.migratesAtStart ? await migrate(database) : await refuseDriftIfReachable()
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

const core = compose(database, config)
const journal = requestJournal(core.appendRequests)
const ready = readiness(database)
const hono = app({
  core,
  config,
  journal,
  log: (line) => log.info(line, 'answered'),
  logFault: (fault) => log.error(fault, 'fault'),
  whyNotReady: ready.whyNot,
})
const server = await serve(hono, config).catch((error: unknown) => {
  log.fatal({ error, port: config.port }, 'cannot listen')
  process.exit(1)
})
const dispatcher = messageDispatcher(core, config.dispatchInSeconds, log)
log.info({ port: server.port, issuer: config.issuer, environment: config.environment }, 'listening')

let isStopping = false
async function stop(signal: string, { drainInSeconds }: Config): Promise<void> {
  if (isStopping) return
  isStopping = true
  log.info({ signal }, 'stopping')
  ready.drain()
  await sleep(drainInSeconds * 1000)
  await server.stop()
  await dispatcher.stop()
  await journal.close()
  await database.db.destroy()
  log.info('stopped')
  process.exit(0)
}
process.on('SIGTERM', () => void stop('SIGTERM', config))
process.on('SIGINT', () => void stop('SIGINT', config))
