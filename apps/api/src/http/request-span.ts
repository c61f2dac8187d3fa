import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api'
import { remoteSpanIn } from './trace-parent.ts'

/** What a tracer sees of a request. Where nobody registered one, it only carries the trace of the caller. */
export type RequestSpan = {
  readonly traceId: string | undefined
  readonly run: (work: () => Promise<void>) => Promise<void>
  readonly end: (answered: { readonly route: string; readonly status: number }) => void
}

/**
 * Begins the span of a request, in the trace of the caller if it names one. Only the method, the pattern of
 * the route and the status are noted: addresses carry queries and secrets.
 */
export function requestSpan(method: string, traceparent: string | undefined): RequestSpan {
  const remote = remoteSpanIn(traceparent)
  const parent = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
  const attributes = { 'http.request.method': method }
  const span = trace.getTracer('lgc').startSpan(method, { kind: SpanKind.SERVER, attributes }, parent)
  const { traceId } = span.spanContext()
  return {
    traceId: isSpanContextValid(span.spanContext()) ? traceId : undefined,
    run: (work) => context.with(trace.setSpan(parent, span), work),
    end({ route, status }) {
      span.updateName(`${method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status })
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}
