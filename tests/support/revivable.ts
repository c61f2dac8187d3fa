import { bundledApi } from './bundled-api.ts'
import { type ApiProcess, type Environment, startApi } from './processes.ts'

/** A process of the service that is killed and started again on the port that it had. */
export type Revivable = Pick<ApiProcess, 'call' | 'signal'> & {
  readonly port: number
  readonly pid: () => number
  readonly isUp: () => boolean
  /** The exit code of the process that runs now, when it has ended. */
  readonly ended: () => Promise<number | null>
  /** As `kill -9` does, and back when it listens again. */
  readonly killAndRevive: (deadForMilliseconds?: number) => Promise<void>
  /** In good order, as a new version is brought in; the exit code of the old one. */
  readonly replace: () => Promise<number | null>
  readonly stop: () => Promise<number | null>
}

/** On a database that is migrated: what is started while it is away waits for it then. */
export async function startRevivable(settings: Environment): Promise<Revivable> {
  const environment = { LGC_MIGRATE: 'off', ...settings }
  const program = await bundledApi()
  let current = await startApi(environment, program)
  const { port } = current
  let isUp = true
  const revive = async (): Promise<void> => {
    current = await startApi({ ...environment, PORT: String(port) }, program)
    isUp = true
  }
  return {
    port,
    pid: () => current.pid,
    isUp: () => isUp,
    ended: () => current.ended,
    call: (path, outgoing) => current.call(path, outgoing),
    signal: (name) => current.signal(name),
    async killAndRevive(deadForMilliseconds = 0) {
      current.signal('SIGKILL')
      await current.ended
      isUp = false
      if (deadForMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, deadForMilliseconds))
      await revive()
    },
    async replace() {
      const exitCode = await current.stop()
      isUp = false
      await revive()
      return exitCode
    },
    stop: () => current.stop(),
  }
}
