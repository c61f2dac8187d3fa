import type { RequestJournal } from '@lgc/audit'
import type { Config, Core } from '@lgc/composition'
import { isUnavailable } from '@lgc/sql'
import { Hono } from 'hono'
import { answerHeaders } from './http/answer-headers.ts'
import { clientAddress } from './http/client-address.ts'
import { corsFor, openCors } from './http/cors.ts'
import type { Endpoint } from './http/endpoint.ts'
import { type Exchange, type HttpContext, callerOf } from './http/exchange.ts'
import { originGuard } from './http/origin-guard.ts'
import { problem } from './http/problems.ts'
import { type LogRequest, type ObserveRequests, requestContext } from './http/request-context.ts'
import { takeByAddress } from './http/take-allowance.ts'
import type { RateLimits } from './limits/rate-limits.ts'
import { docsRoutes } from './openapi/docs-routes.ts'
import { openApiDocument } from './openapi/document.ts'
import { errorPage, isForPeople } from './pages/page-context.ts'
import { pagesRoutes } from './pages/pages-routes.ts'
import { endpointsOf } from './routes/endpoints.ts'
import type { WhyNotReady } from './routes/health.ts'

export type Surroundings = {
  readonly core: Core
  readonly config: Config
  readonly journal: RequestJournal
  readonly limits: RateLimits
  readonly log: LogRequest
  readonly observe: ObserveRequests
  readonly logFault: (fault: { readonly request_id: string; readonly error: unknown }) => void
  readonly whyNotReady: WhyNotReady
}

const longestAddress = 8192

/** The whole service over HTTP: pages, endpoints and their document. */
export function app(surroundings: Surroundings): Hono<Exchange> {
  const { core, config, journal, limits, log, observe, logFault, whyNotReady } = surroundings
  const addressOf = clientAddress(config.trustedProxies)
  const endpoints = endpointsOf(core, config, whyNotReady)
  const reject = (c: HttpContext): Promise<void> =>
    core.report({ event: 'origin_rejected', details: { path: c.req.path } }, callerOf(c))
  const guard = originGuard(new Set([config.issuer, ...config.webOrigins]), reject)
  const pageGuard = originGuard(new Set([config.issuer]), reject, (c) =>
    errorPage(c, 'forbidden', { code: 'origin_not_allowed', status: 403 }),
  )

  const hono = new Hono<Exchange>()
  const isSecure = config.issuer.startsWith('https:')
  hono.use(requestContext({ ...core, addressOf, isSecure, limits, journal, log, observe }))
  hono.use(answerHeaders())
  hono.use(async (c, next) => (c.req.url.length > longestAddress ? problem(c, 'uri_too_long') : next()))
  for (const endpoint of endpoints) mount(hono, endpoint, config, guard)
  hono.route('/', pagesRoutes({ core, config }, pageGuard))
  if (config.areDocsServed) hono.route('/', docsRoutes(openApiDocument(endpoints, config.issuer)))
  refuseOtherMethods(hono)

  hono.notFound((c) =>
    isForPeople(c)
      ? errorPage(c, 'not_found', { code: 'route_not_found', status: 404 })
      : problem(c, 'route_not_found'),
  )
  hono.onError((error, c) => {
    const request_id = c.get('requestId')
    logFault({ request_id, error })
    const code = isUnavailable(error) ? 'database_unavailable' : 'server_error'
    if (!isForPeople(c)) return problem(c, code)
    const kind = code === 'server_error' ? 'server_error' : 'unavailable'
    return errorPage(c, kind, { code, status: code === 'server_error' ? 500 : 503 })
  })
  return hono
}

function mount(
  hono: Hono<Exchange>,
  { method, path, isForBrowsers, isForAnyOrigin, limit, handle }: Endpoint,
  { webOrigins }: Config,
  guard: ReturnType<typeof originGuard>,
): void {
  if (isForAnyOrigin) hono.use(path, openCors)
  if (isForBrowsers && webOrigins.length > 0) hono.use(path, corsFor(webOrigins))
  if (isForBrowsers) hono.on(method.toUpperCase(), path, guard)
  hono.on(method.toUpperCase(), path, async (c) => {
    const refusal = limit ? await takeByAddress(c, limit) : null
    return refusal ? problem(c, refusal) : handle(c)
  })
}

/** A known path answers a method that it does not have with 405 and the ones that it has (RFC 9110, 15.5.6). */
function refuseOtherMethods(hono: Hono<Exchange>): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of hono.routes) {
    if (method === 'ALL' || path.includes('*')) continue
    methods.set(path, (methods.get(path) ?? new Set()).add(method))
  }
  for (const [path, known] of methods) {
    if (known.has('GET')) known.add('HEAD')
    const headers = { Allow: [...known].join(', ') }
    hono.all(path, (c) => problem(c, 'method_not_allowed', { headers }))
  }
}
