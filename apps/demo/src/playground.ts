import { applyDocument } from './playground/apply-document.ts'
import { banner } from './playground/banner.ts'
import { apply, startApi, untilReady } from './playground/lgc-process.ts'
import { type NodeChild, stopNode, wordsOf } from './playground/node-child.ts'
import { type PlaygroundSettings, playgroundSettings } from './playground/playground-settings.ts'
import { refuseTakenPort } from './playground/refuse-taken-port.ts'
import { type RunningDemo, serveDemo } from './serve-demo.ts'

// The two clients have public secrets, so they must never reach a database that matters.
if (process.env['NODE_ENV'] === 'production') {
  fail('The playground is for trying LGC out. In production, start the API alone: npm run start:api')
}
await play().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

async function play(): Promise<void> {
  const stop = stopOnSignals()
  const settings = playgroundSettings(environment())
  await Promise.all(Object.values(settings.ports).map(refuseTakenPort))
  const api = startApi(settings)
  const demos: RunningDemo[] = []
  try {
    await run(settings, { api, demos, stop })
  } finally {
    await Promise.all([stopNode(api), closeAll(demos)])
  }
}

/** `npm start -- --oidc` says the same as the variable. */
function environment(): NodeJS.ProcessEnv {
  return process.argv.includes('--oidc') ? { ...process.env, DEMO_PROTOCOL: 'oidc' } : process.env
}

type Parts = { readonly api: NodeChild; readonly demos: RunningDemo[]; readonly stop: AbortSignal }

/** Ends when somebody stops it; throws when LGC ends or something cannot start. */
async function run(settings: PlaygroundSettings, { api, demos, stop }: Parts): Promise<void> {
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()))
  const apiEnded = api.exit.then((exit) => {
    throw new Error(`LGC ended by itself (${wordsOf(exit)}); what it said is above.`)
  })
  const over = new AbortController()
  const started = start(settings, demos, AbortSignal.any([stop, over.signal]))
  try {
    await Promise.race([stopped, apiEnded, started.then(() => stopped)])
  } finally {
    over.abort()
  }
}

/** The sample apps come last: whoever reaches one can sign in. */
async function start(settings: PlaygroundSettings, demos: RunningDemo[], stop: AbortSignal): Promise<void> {
  try {
    await untilReady(settings, stop)
    await apply(applyDocument(settings), settings, stop)
    demos.push(...(await serveDemos(settings)))
    process.stdout.write(banner(settings))
  } catch (error) {
    if (!stop.aborted) throw error
  }
}

async function serveDemos({ notes, calendar, ports }: PlaygroundSettings): Promise<RunningDemo[]> {
  return Promise.all([serveDemo(notes, ports.notes.number), serveDemo(calendar, ports.calendar.number)])
}

async function closeAll(demos: readonly RunningDemo[]): Promise<void> {
  await Promise.all(demos.map((demo) => demo.close()))
}

/** Ctrl-C reaches the children as well; whoever hears it first, everything ends in order. */
function stopOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}
