import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { Answer } from './service.ts'

type Media = { readonly schema?: unknown; readonly examples?: Readonly<Record<string, Example>> }
type Example = { readonly value: Readonly<Record<string, unknown>> }
type Content = Readonly<Record<string, Media & { readonly example?: unknown }>>

export type Operation = {
  readonly operationId: string
  readonly summary?: string
  readonly description?: string
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}
export type Document = {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export type Served = { readonly method: string; readonly path: string }

/** Refusals that come before any operation is found, and so stand in none. */
const beforeRouting = new Set(['route_not_found', 'method_not_allowed', 'uri_too_long'])

/** Compiles the schema that stands at the place in the document. */
export function schemaCompiler(document: Document): (place: readonly string[]) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ ...document, $id: 'https://document.test/' })
  const compiled = new Map<string, ValidateFunction>()
  return (place) => {
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    const $ref = `https://document.test/#/${encodeURI(pointer)}`
    const validate = compiled.get($ref) ?? ajv.compile({ $ref })
    compiled.set($ref, validate)
    return validate
  }
}

/** Holds an answer against the document, and against what every answer of the service must be. */
export type CheckAnswer = (served: Served, answer: Answer) => void

export function answerChecker(document: Document): CheckAnswer {
  const schemaAt = schemaCompiler(document)

  const checkBody = ({ method, path: served }: Served, { status, body }: Answer): void => {
    const path = templateOf(document, served)
    const said = document.paths[path]?.[method.toLowerCase()]?.responses[status]
    expect(said, `${method} ${path} does not document ${status} ${JSON.stringify(body)}`).toBeDefined()
    const place = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content']
    const media = said?.content?.['application/json']
    if (!media) return expect(body).toEqual({ text: '' })
    const isValid = schemaAt([...place, 'application/json', 'schema'])
    expect(isValid(body), `${method} ${path} ${status}: ${JSON.stringify(isValid.errors)}`).toBe(true)
    const codes = Object.values(media.examples ?? {}).map(({ value }) => value['code'])
    if (media.examples) expect(codes, `${method} ${path} ${status}`).toContain(body['code'])
  }

  return (served, answer) => {
    checkEnvelope(answer)
    if (beforeRouting.has(String(answer.body['code']))) {
      expect(schemaAt(['components', 'schemas', 'Error'])(answer.body)).toBe(true)
    } else checkBody(served, answer)
  }
}

/** `/persons/{xid}` for the path of one person. */
function templateOf({ paths }: Document, served: string): string {
  const isMeant = (template: string): boolean =>
    new RegExp(`^${template.replace(/\{[a-z_]+\}/g, '[^/]+')}$`).test(served)
  return paths[served] ? served : (Object.keys(paths).find(isMeant) ?? served)
}

function checkEnvelope({ status, headers, body }: Answer): void {
  expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  if (status !== 204) expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  if (status >= 400 && 'error' in body) expect(body['request_id']).toBe(headers.get('x-request-id'))
  expect(internalIdsIn(body), JSON.stringify(body)).toEqual([])
}

/** Members that look like row numbers of the database. */
export function internalIdsIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => internalIdsIn(item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const isRowNumber = /(?:^|_)x?id$/.test(name) && /^[0-9]{1,19}$/.test(String(member))
    const here = name === 'id' || isRowNumber ? [`${path}.${name}`] : []
    return [...here, ...internalIdsIn(member, `${path}.${name}`)]
  })
}
