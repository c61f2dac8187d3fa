import { type ChildProcess, execFile, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { Answer, Service } from '../../support/service.ts'
import type { Beginning, Chore, Said } from './mortal-child.ts'

type Call = Service['call']

/** A process of the service that is told when to die. */
export type Mortal = {
  /** Rejects when the process dies before it has answered. */
  readonly call: Call
  /** The same, for the moment of a request at which the process is to die, with so many others. */
  readonly dying: (dieAt: string, dieWith: number) => Call
  /** Resolves when the work is done, and never when the process dies of it. */
  readonly work: (chore: Chore) => Promise<void>
  /** The moments that the last piece of work came past. */
  readonly crossed: () => Promise<readonly string[]>
  readonly faults: readonly string[]
  /** The signal that it died of. */
  readonly died: Promise<string | null>
  readonly stop: () => Promise<void>
}

export type Mortals = {
  /** The next of those that wait with all code loaded. */
  readonly next: (beginning: Beginning) => Promise<Mortal>
  readonly close: () => Promise<void>
}

const root = new URL('../../../', import.meta.url).pathname
const waitingAtOnce = 3
/** What has machine code of its own, or is there only on some versions of Node, is found where npm put it. */
const outside = ['@photostructure/sqlite', '@node-rs/argon2', 'node:sqlite', 'vitest', 'swagger-ui-dist']

/** Processes cost their start, so the code is one file, compiled before, and some of them wait for their turn. */
export async function mortals(): Promise<Mortals> {
  const parent = join(root, 'node_modules/.cache')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'lgc-mortal-'))
  await bundle(folder)
  const loader = join(folder, 'load-mortal-child.cjs')
  await promisify(execFile)(process.execPath, [loader, 'compile'])
  const waiting: Waiting[] = []
  const discard = (): void => {
    for (const { child } of waiting) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', discard)
  const fill = (): void => {
    while (waiting.length < waitingAtOnce) waiting.push(wait(loader))
  }
  fill()
  return {
    async next(beginning) {
      const [first] = waiting.splice(0, 1)
      fill()
      if (!first) throw new Error('nobody waits')
      return begun(first, beginning)
    },
    async close() {
      process.off('exit', discard)
      discard()
    },
  }
}

/** A process that has loaded its code, or is about to, and the signal that it died of. */
type Waiting = { readonly child: ChildProcess; readonly died: Promise<string | null> }

function wait(loader: string): Waiting {
  const child = fork(loader, { execArgv: [] })
  return { child, died: new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal))) }
}

async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: ['mortal-child.ts', 'load-mortal-child.ts'].map((name) => join(import.meta.dirname, name)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = 'file://' + __filename;" },
    external: outside,
    // Compiled code that was kept cannot import: what is asked for late is required.
    supported: { 'dynamic-import': false },
  })
}

async function begun({ child, died }: Waiting, beginning: Beginning): Promise<Mortal> {
  const faults: string[] = []
  const listeners = new Set<(said: Said) => void>()
  const crossings: (readonly string[])[] = []
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.on('message', (message) => {
    const said = message as Said
    if ('fault' in said) faults.push(said.fault)
    if ('crossed' in said) crossings.push(said.crossed)
    for (const listener of listeners) listener(said)
  })
  void died.then(() => process.off('exit', kill))
  const hears = <T>(find: (said: Said) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const listener = (said: Said): void => {
        const found = find(said)
        if (found !== undefined) resolve(found)
      }
      listeners.add(listener)
      void died.then((signal) => reject(new Error(`died of ${signal}: ${faults.join('\n')}`)))
    })
  const port = hears((said) => ('port' in said ? said.port : undefined))
  child.send(beginning)
  const origin = `http://127.0.0.1:${await port}`
  const crossed = async (): Promise<readonly string[]> =>
    crossings.shift() ?? hears((said) => ('crossed' in said ? said.crossed : undefined))
  return {
    call: callAt(origin, {}),
    dying: (dieAt, dieWith) => callAt(origin, { 'x-die-at': dieAt, 'x-die-with': String(dieWith) }),
    async work(chore) {
      child.send(chore)
      await hears((said) => ('crossed' in said ? true : undefined))
    },
    crossed,
    faults,
    died,
    async stop() {
      kill()
      await died
    },
  }
}

/** A client beyond the process: it knows what it was answered, and nothing else. */
function callAt(origin: string, more: Readonly<Record<string, string>>): Call {
  return async (path, { method, json, form, headers = {} } = {}): Promise<Answer> => {
    const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
    const text = typeof form === 'object' ? new URLSearchParams(form).toString() : form
    const body = json === undefined ? text : JSON.stringify(json)
    const response = await fetch(`${origin}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...headers, ...more },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
    const content = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    const members = isJson ? (JSON.parse(content) as Answer['body']) : { text: content }
    return { status: response.status, headers: response.headers, body: members }
  }
}
