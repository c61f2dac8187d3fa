import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '@lgc/composition'
import type { SealRecord } from '@lgc/audit'

export type SealingLog = {
  /** The head, kept in another place than the database, shows when the end of the chain is cut off there. */
  readonly sealed: (head: {
    readonly sequence: number
    readonly digest: string
    readonly rows: number
  }) => void
  readonly failed: (error: unknown) => void
}

const patienceInMilliseconds = 2000

export type RunningSealer = { readonly stop: () => Promise<void> }

/** Seals the record again and again, beside the requests. What fails is tried again the next time. */
export function startSealing(
  { audit }: Pick<Core, 'audit'>,
  intervalInSeconds: number,
  log: SealingLog,
): RunningSealer {
  const { sealing } = audit
  if (!sealing || intervalInSeconds === 0) return { stop: async () => {} }
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= sealOnce(sealing.seal, log).finally(() => {
      running = null
    })
  }, intervalInSeconds * 1000)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      // What is cut off here is a transaction that comes to nothing.
      await Promise.race([running, sleep(patienceInMilliseconds, undefined, { ref: false })])
    },
  }
}

async function sealOnce(seal: SealRecord, log: SealingLog): Promise<void> {
  try {
    const { head, rows } = await seal()
    if (head && rows > 0) log.sealed({ ...head, rows })
  } catch (error) {
    log.failed(error)
  }
}
