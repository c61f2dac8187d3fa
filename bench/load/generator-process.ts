import { fork } from 'node:child_process'
import { once } from 'node:events'
import { dieWithUs } from '../processes/die-with-us.ts'
import type { Order, Report } from './order.ts'

export type Generator = {
  /** Carries out the orders at the same time. */
  readonly send: (orders: readonly Order[]) => Promise<Report>
  readonly close: () => Promise<void>
}

/** The load generator in a process of its own. */
export function startGenerator(program: string): Generator {
  const child = fork(program, { serialization: 'advanced' })
  const spare = dieWithUs(child)
  const ended = once(child, 'exit')
  const died = ended.then(() => {
    throw new Error('the load generator ended')
  })
  died.catch(() => {})
  return {
    async send(orders) {
      const answered = once(child, 'message')
      child.send(orders)
      const [report] = (await Promise.race([answered, died])) as [Report]
      return report
    },
    async close() {
      spare()
      child.kill('SIGKILL')
      await ended
    },
  }
}
