import { AsyncResource } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { requestJournal } from '@lgc/audit'
import { type Config, type Core, compose, serviceCaller } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { app } from '../../../apps/api/src/app.ts'
import { memoryLimiter } from '../../../apps/api/src/limits/memory-limiter.ts'
import { paceAttempts } from '../../../apps/api/src/limits/pace-attempts.ts'
import { rateLimits } from '../../../apps/api/src/limits/rate-limits.ts'
import { readiness } from '../../../apps/api/src/readiness.ts'
import { serve } from '../../../apps/api/src/server.ts'
import { testConfig } from '../../support/service.ts'
import { killThisProcess } from '../dies-after.ts'
import { type GuardName, guards } from './guards-off.ts'
import { moments } from './moments.ts'
import { openWatched } from './watched-database.ts'

/** How a process that waits is told what it is to serve. */
export type Beginning = {
  readonly url: string
  readonly now: number
  readonly config: Partial<Config>
  readonly without: GuardName | null
}
/** Work that nobody asks for over HTTP. */
export type Chore = { readonly chore: 'seal' | 'dispatch'; readonly dieAt: string }
export type Said =
  | { readonly port: number }
  | { readonly crossed: readonly string[] }
  | { readonly fault: string }

/** Of a request: at which moment of it the process dies, and with how many others that are to come so far. */
const dieAtHeader = 'x-die-at'
const dieWithHeader = 'x-die-with'

const { walk, cross, ask, crossed } = moments(killThisProcess)
const say = (said: Said): void => void process.send?.(said)
const complain = ({ error }: { readonly error: unknown }): void =>
  say({ fault: error instanceof Error ? String(error.stack) : String(error) })

/** The whole service over HTTP on a database that is watched. It waits for being told which, with all code loaded. */
process.once('message', (beginning) => void begin(beginning as Beginning))

async function begin({ url, now, config: different, without }: Beginning): Promise<void> {
  const config = { ...testConfig, ...different, databaseUrl: url, areDocsServed: false }
  const database = openWatched(url, { moments: { cross, ask }, without: without && guards[without] })
  const clock = () => instant(now)
  const limits = rateLimits({
    limiter: memoryLimiter(clock),
    limits: config.limits,
    report: (suspicion, caller) => core.report(suspicion, caller),
    onLimited: () => {},
  })
  const core: Core = compose(database, config, clock, paceAttempts(limits))
  const hono = app({
    core,
    config,
    journal: requestJournal(core.appendRequests),
    limits,
    observe: { begin: () => {}, end: () => {} },
    log: () => {},
    logFault: complain,
    whyNotReady: readiness(database, core).whyNot,
  })
  const answer = hono.fetch
  hono.fetch = (request, bindings, context) => {
    const dieAt = request.headers.get(dieAtHeader)
    if (dieAt === null) return answer(request, bindings, context)
    const dieWith = Number(request.headers.get(dieWithHeader) ?? 1)
    return walk({ dieAt, dieWith }, async () => {
      const response = await answer(request, bindings, context)
      await cross('before the answer')
      ;(bindings as { readonly outgoing: ServerResponse }).outgoing.once(
        'finish',
        AsyncResource.bind(() => void afterAnswer()),
      )
      return response
    })
  }
  process.on('message', (chore) => void work(core, chore as Chore))
  const { port } = await serve(hono, { port: 0, host: '127.0.0.1' })
  say({ port })
}

async function afterAnswer(): Promise<void> {
  await cross('after the answer')
  say({ crossed: crossed() })
}

function work(core: Core, { chore, dieAt }: Chore): Promise<void> {
  return walk({ dieAt, dieWith: 1 }, async () => {
    try {
      if (chore === 'seal') await core.audit.sealing?.seal()
      else await core.dispatchMessages?.(serviceCaller(core.newXid)())
      say({ crossed: crossed() })
    } catch (error) {
      complain({ error })
    }
  })
}
