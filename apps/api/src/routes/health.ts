import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'

const answer = z.strictObject({ status: z.literal('ok') })
const unready = z.strictObject({ status: z.literal('unavailable'), reason: z.string() })

/** Why the service cannot take requests just now, or null when it can. */
export type WhyNotReady = () => Promise<
  | 'draining'
  | 'database_unreachable'
  | 'database_read_only'
  | 'migrations_pending'
  | 'signing_keys_unusable'
  | null
>

const liveOperation: Operation = {
  id: 'live',
  summary: 'Is the process alive?',
  description: 'Asks nothing of the database.',
  tag: 'Service',
  credentials: [],
  answers: { 200: { description: 'It is', schema: answer, example: { status: 'ok' } } },
  errors: [],
}

export function liveRoute(): Endpoint {
  return {
    method: 'get',
    path: '/health/live',
    isForBrowsers: false,
    operation: liveOperation,
    handle: async (c) => c.json({ status: 'ok' }),
  }
}

const readyOperation: Operation = {
  id: 'ready',
  summary: 'Should requests be sent here?',
  description:
    'Not while the process is stopping, the database is out of reach or takes no writes, migrations are ' +
    'pending, or no token can be signed.',
  tag: 'Service',
  credentials: [],
  answers: {
    200: { description: 'Yes', schema: answer, example: { status: 'ok' } },
    503: {
      description: 'Not now',
      schema: unready,
      example: { status: 'unavailable', reason: 'migrations_pending' },
    },
  },
  errors: [],
}

export function readyRoute(whyNotReady: WhyNotReady): Endpoint {
  return {
    method: 'get',
    path: '/health/ready',
    isForBrowsers: false,
    operation: readyOperation,
    async handle(c) {
      const reason = await whyNotReady()
      return reason === null ? c.json({ status: 'ok' }) : c.json({ status: 'unavailable', reason }, 503)
    },
  }
}
