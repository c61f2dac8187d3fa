import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { Answer, Endpoint, Operation } from '../http/endpoint.ts'
import { type ProblemCode, problems } from '../http/problems.ts'
import { errorSchema } from './error-schema.ts'
import { parametersOf, templateOf } from './path-template.ts'

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

const mediaTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer', description: 'A session token from /auth/token' },
  accessToken: { type: 'http', scheme: 'bearer', description: 'An access token from /token' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'lgc_session' },
} as const

/** The OpenAPI 3.1 document of the very endpoints that are served. */
export function openApiDocument(endpoints: readonly Endpoint[], issuer: string): OpenApiDocument {
  const registry = new OpenAPIRegistry()
  registry.register('Error', errorSchema)
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    registry.registerComponent('securitySchemes', name, scheme)
  }
  for (const endpoint of endpoints) registry.registerPath(routeOf(endpoint))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'LGC',
      version: '0.1.0',
      description:
        'The login service of a family of products. Every answer carries `X-Request-Id`; every error has the ' +
        'shape `Error`, and clients branch on its `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: issuer }],
    tags: [
      { name: 'Signing in', description: 'From an identifier to an authorization code' },
      { name: 'Sessions', description: 'From a code to a session, and what it is good for' },
      { name: 'People', description: 'Who there is' },
      { name: 'Provisioning', description: 'Products bring their people in, and maintain them' },
      { name: 'Administration', description: 'What operators do, with a key of the role `admin`' },
      { name: 'OpenID Connect', description: 'What any client library of the standard knows how to use' },
      { name: 'Service', description: 'How the service is' },
    ],
  })
}

function routeOf(endpoint: Endpoint): RouteConfig {
  const { method, path, operation } = endpoint
  const { id, summary, description, tag, body, query, headers, credentials } = operation
  const params = parametersOf(path)
  return {
    method,
    path: templateOf(path),
    operationId: id,
    summary,
    description,
    tags: [tag],
    security: credentials.length > 0 ? securityOf(credentials) : [],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: true, content: contentOf(body) } } : {}),
    },
    // What an endpoint says itself goes before what every endpoint may say.
    responses: { ...errorsOf(endpoint), ...answersOf(operation) },
  }
}

/** A bearer and an API key go together; the cookie stands for itself. */
function securityOf(credentials: Operation['credentials']): Record<string, string[]>[] {
  const together = credentials.filter((name) => name !== 'cookie')
  const alternatives = together.length > 0 ? [Object.fromEntries(together.map((name) => [name, []]))] : []
  return credentials.includes('cookie') ? [...alternatives, { cookie: [] }] : alternatives
}

type Body = NonNullable<Operation['body']>

function contentOf({
  schema,
  forms,
  example,
}: Body): Record<string, { schema: z.ZodType; example: unknown }> {
  return Object.fromEntries(forms.map((form) => [mediaTypes[form], { schema, example }]))
}

function answersOf({ answers }: Operation): RouteConfig['responses'] {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)]))
}

function responseOf({
  description,
  schema,
  example,
  headers,
  texts,
}: Answer): RouteConfig['responses'][string] {
  return {
    description,
    ...(schema ? { content: { 'application/json': { schema, example } } } : {}),
    ...(texts ? { content: textsOf(texts) } : {}),
    ...(headers
      ? {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [
              name,
              { schema: { type: 'string' }, example: value },
            ]),
          ),
        }
      : {}),
  }
}

function textsOf(
  texts: Readonly<Record<string, string>>,
): Record<string, { schema: z.ZodType; example: string }> {
  return Object.fromEntries(
    Object.entries(texts).map(([type, example]) => [type, { schema: z.string(), example }]),
  )
}

const bodyErrors: readonly ProblemCode[] = [
  'validation_failed',
  'malformed_json',
  'unsupported_media_type',
  'payload_too_large',
]
const serviceErrors: readonly ProblemCode[] = ['uri_too_long', 'server_error', 'database_unavailable']

/** One response per status, with an example for each code that it may carry. */
function errorsOf({ operation, isForBrowsers, limit }: Endpoint): RouteConfig['responses'] {
  const { errors, body, query, credentials } = operation
  const isLimited = limit !== undefined || credentials.includes('apiKey')
  const codes = new Set<ProblemCode>([
    ...errors,
    ...(body ? bodyErrors : []),
    ...(query ? (['validation_failed'] as const) : []),
    ...(isForBrowsers ? (['origin_not_allowed'] as const) : []),
    ...(isLimited ? (['rate_limited'] as const) : []),
    ...serviceErrors,
  ])
  const byStatus = groupByStatus(codes)
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map(wireCode).join(', '),
        content: { 'application/json': { schema: errorSchema, examples: examplesOf(ofStatus) } },
      },
    ]),
  )
}

function groupByStatus(codes: Iterable<ProblemCode>): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const { status } = problems[code]
    groups.set(status, [...(groups.get(status) ?? []), code])
  }
  return groups
}

function examplesOf(codes: readonly ProblemCode[]): Record<string, { value: unknown }> {
  return Object.fromEntries(
    codes.map((code) => [
      code,
      {
        value: {
          error: problems[code].error,
          code: wireCode(code),
          error_description: problems[code].description,
          request_id: 'dc15unbqbt112b2nq460',
        },
      },
    ]),
  )
}

function wireCode(code: ProblemCode): string {
  const entry: { readonly code?: string } = problems[code]
  return entry.code ?? code
}
