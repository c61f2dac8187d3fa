import { setTimeout as sleep } from 'node:timers/promises'
import type { Core, Tables } from '@lgc/composition'
import { ifNobodyElse } from '@lgc/migrations'
import type { Database } from '@lgc/sql'
import type { Logger } from 'pino'

/** What is left when a process stops is left to the next pass: every batch stands for itself. */
const stopLimitInMilliseconds = 2000

type Sweeping = {
  readonly database: Database<Tables>
  readonly sweep: Core['sweep']
  readonly everySeconds: number
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** Clears away what has expired, again and again, by one process at a time. Answers how to stop, and waits then. */
export function sweepRegularly({ database, sweep, everySeconds, log }: Sweeping): () => Promise<void> {
  if (everySeconds === 0) return async () => {}
  let underWay: Promise<void> = Promise.resolve()

  const pass = async (): Promise<void> => {
    try {
      const swept = await ifNobodyElse(database, 'sweeping', sweep)
      if (swept && Object.values(swept).some((count) => count > 0)) log.info({ swept }, 'swept')
    } catch (error) {
      log.warn({ error }, 'sweeping failed and will be tried again')
    }
  }
  const timer = setInterval(() => {
    underWay = underWay.then(pass)
  }, everySeconds * 1000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await Promise.race([underWay, sleep(stopLimitInMilliseconds)])
  }
}
