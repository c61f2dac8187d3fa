import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { FreshDatabase } from '../support/databases.ts'
import { type ApiProcess, environmentFor, startApi } from '../support/processes.ts'

type Line = Readonly<Record<string, unknown>>

const linesOf = (service: ApiProcess): readonly Line[] =>
  service
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

describe.each(databases)('the numbers of a process on $name', ({ create }) => {
  let fresh: FreshDatabase
  let service: ApiProcess
  let port: number

  beforeAll(async () => {
    fresh = await create()
    const limits = { LGC_LIMITS: 'on', LGC_LIMIT_IDENTIFY: '2/60' }
    service = await startApi({ ...environmentFor(fresh.url), ...limits, METRICS_PORT: '0' })
    port = Number(linesOf(service).find((line) => line['message'] === 'metrics are served')?.['port'])
  }, 30_000)
  afterAll(async () => {
    expect(await service.stop()).toBe(0)
    await fresh.drop()
  })

  const fetchFrom = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject)
      }).once('error', reject)
    })

  it('tell how requests were answered, by the pattern of their route', async () => {
    const json = { identifier: 'canary@example.com' }
    for (let time = 0; time < 3; time++) await service.call('/auth/identify', { json })
    await service.call('/canary/somewhere')
    await service.call('/auth/session', { headers: { Authorization: 'Bearer canary' } })
    const { status, body } = await fetchFrom('/metrics')
    expect(status).toBe(200)
    for (const line of [
      'lgc_http_request_duration_seconds_count{method="POST",route="/auth/identify",status="200"} 2',
      'lgc_http_request_duration_seconds_count{method="POST",route="/auth/identify",status="429"} 1',
      'lgc_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
      'lgc_http_request_duration_seconds_count{method="GET",route="/auth/session",status="401"} 1',
      'lgc_http_requests_in_flight 0',
      'lgc_rate_limited_total{bucket="identify"} 1',
      'lgc_limits_shared 0',
      'lgc_hashing_running 0',
      'lgc_hashing_waiting 0',
      'lgc_hashing_refused 0',
      'lgc_database_connections_busy 0',
      'lgc_database_connections_awaited 0',
      'lgc_request_log_dropped 0',
      'lgc_logout_notices_waiting 0',
      'lgc_logout_notices_parked 0',
    ]) {
      expect(body.split('\n')).toContain(line)
    }
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  it('name nobody: no identifier, address or token is in them', async () => {
    const { body } = await fetchFrom('/metrics')
    expect(body).not.toMatch(/canary|127\.0\.0\.1/)
  })

  it('are served by their own port alone, and that serves nothing else', async () => {
    expect((await service.call('/metrics')).status).toBe(404)
    expect((await fetchFrom('/health/live')).status).toBe(404)
  })

  it('are beside a log that knows the trace of a request', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`
    const known = { traceparent, 'X-Request-Id': 'request-with-trace' }
    const reply = await service.call('/health/live', { headers: known })
    expect(reply.headers['traceparent']).toBe(traceparent)
    const wrong = { traceparent: `${traceparent}\u00e9`, 'X-Request-Id': 'request-with-nonsense' }
    expect((await service.call('/health/live', { headers: wrong })).headers['traceparent']).toBeUndefined()
    const lineOf = (id: string): Line | undefined =>
      linesOf(service).find((line) => line['request_id'] === id)
    await expect.poll(() => lineOf('request-with-nonsense')).toBeDefined()
    expect(lineOf('request-with-trace')?.['trace_id']).toBe(trace)
    expect(lineOf('request-with-nonsense')).not.toHaveProperty('trace_id')
  })
})
