import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { requestJournal } from '@lgc/audit'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { app } from '../../apps/api/src/app.ts'
import type { LogRequest } from '../../apps/api/src/http/request-context.ts'
import { databases } from '../support/databases.ts'
import { testConfig, unwatched } from '../support/service.ts'
import { type World, openWorld } from '../support/world.ts'

const exporter = new InMemorySpanExporter()
const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
const bindings = { incoming: { socket: { remoteAddress: '203.0.113.9' } } }

let world: World
let lines: Parameters<LogRequest>[0][]
let call: (path: string, headers?: Record<string, string>) => Promise<Response>

beforeAll(async () => {
  const [database] = databases
  if (!database) throw new Error('there is no database')
  world = await openWorld(database.create)
  const journal = requestJournal(world.core.appendRequests)
  const hono = app({
    core: world.core,
    config: testConfig,
    journal,
    ...unwatched,
    log: (line) => void lines.push(line),
    logFault: () => {},
    whyNotReady: () => Promise.reject(new Error('a fault')),
  })
  call = async (path, headers = {}) => hono.request(path, { headers }, bindings)
})
beforeEach(() => {
  lines = []
  exporter.reset()
})
afterAll(async () => {
  trace.disable()
  await world.close()
})

it('without a tracer a log line has the trace of the caller, or none', async () => {
  await call('/health/live', { traceparent: `00-${traceId}-${spanId}-01` })
  await call('/health/live', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` })
  expect(lines.map(({ trace_id }) => trace_id)).toEqual([traceId, undefined])
})

it('with a tracer every request is a span, named by its route and in the trace of the caller', async () => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  await call('/admin/persons/dc15unbqbt112b2nq460?q=secret-query', {
    traceparent: `00-${traceId}-${spanId}-01`,
    'X-API-Key': 'lgk_a_secret-key',
    Authorization: 'Bearer secret-token',
  })
  await call('/secret-path?token=secret')
  await call('/health/ready')
  const spans = exporter.getFinishedSpans()
  expect(spans.map(({ name }) => name)).toEqual(['GET /admin/persons/:xid', 'GET none', 'GET /health/ready'])
  expect(spans.map(({ kind }) => kind)).toEqual([SpanKind.SERVER, SpanKind.SERVER, SpanKind.SERVER])
  const [first, second, third] = spans
  expect(first?.spanContext().traceId).toBe(traceId)
  expect(first?.parentSpanContext).toMatchObject({ spanId, isRemote: true })
  expect(first?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/admin/persons/:xid',
    'http.response.status_code': 401,
  })
  expect(first?.status.code).toBe(SpanStatusCode.UNSET)
  expect(third?.status.code).toBe(SpanStatusCode.ERROR)
  const told = spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))
  expect(JSON.stringify(told)).not.toContain('secret')
  expect(lines.map(({ trace_id }) => trace_id)).toEqual(spans.map((span) => span.spanContext().traceId))
  expect(second?.spanContext().traceId).not.toBe(traceId)
})
