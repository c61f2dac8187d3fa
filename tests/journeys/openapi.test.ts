import { type Tables, compose } from '@lgc/composition'
import { open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointsOf } from '../../apps/api/src/routes/endpoints.ts'
import { type Document, type Operation, schemaCompiler } from '../support/answer-checker.ts'
import { databases } from '../support/databases.ts'
import { type Service, openService, testConfig } from '../support/service.ts'

const [sqlite] = databases
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

type Named = { readonly method: string; readonly path: string; readonly operation: Operation }

describe('the OpenAPI document', () => {
  let service: Service
  let document: Document
  let operations: readonly Named[]
  beforeAll(async () => {
    if (!sqlite) throw new Error('there is no database')
    service = await openService(sqlite.create)
    document = (await (await service.fetch('/openapi.json')).json()) as Document
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    )
  })
  afterAll(() => service.close())

  const placeOf = ({ method, path }: Named, ...more: readonly string[]): readonly string[] => [
    'paths',
    path,
    method,
    ...more,
  ]

  it('is OpenAPI 3.1 and says whose it is', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.info).toMatchObject({ title: 'LGC', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
    expect(document).toMatchObject({ servers: [{ url: 'http://localhost:3100' }] })
  })

  it('has nothing but what OpenAPI 3.1 knows in its operations', () => {
    const known = ['operationId', 'summary', 'description', 'tags', 'security', 'parameters', 'requestBody']
    for (const { operation } of operations) {
      const strangers = Object.keys(operation).filter((name) => ![...known, 'responses'].includes(name))
      expect(strangers).toEqual([])
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/)
        expect(response.description).not.toBe('')
      }
    }
  })

  it('leads every reference to something', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
    const found = [...references].map(([, pointer = '']) => pointer)
    expect(found.length).toBeGreaterThan(0)
    for (const pointer of found) {
      const target = pointer
        .split('/')
        .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], document)
      expect(target, pointer).toBeDefined()
    }
  })

  it('names every operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  it('holds exactly what is served', async () => {
    const database = open<Tables>(service.url)
    const endpoints = endpointsOf(compose(database, testConfig), testConfig, async () => null)
    await database.db.destroy()
    const served = endpoints.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(served.toSorted())
  })

  it('leaves out no method that a documented path answers to', async () => {
    for (const path of Object.keys(document.paths)) {
      const { headers } = await service.fetch(path, { method: 'PROPFIND' })
      const allowed = (headers.get('allow') ?? '').split(', ').filter((method) => methods.includes(method))
      const documented = Object.keys(document.paths[path] ?? {}).map((method) => method.toUpperCase())
      expect(documented.toSorted(), path).toEqual(allowed.toSorted())
      for (const method of documented) {
        const { status } = await service.fetch(path, { method })
        expect([404, 405, 500], `${method} ${path}`).not.toContain(status)
      }
    }
  })

  it('tells of every operation what it is for, in a sentence', () => {
    for (const { operation } of operations) {
      expect(operation.summary, operation.operationId).toMatch(/^\S.{4,80}$/)
      expect(operation.description, operation.operationId).toMatch(/^\S.{10,}[.?]$/s)
    }
  })

  it('gives an example of every body, which its schema takes', () => {
    const schemaAt = schemaCompiler(document)
    for (const named of operations) {
      for (const [type, { example }] of Object.entries(named.operation.requestBody?.content ?? {})) {
        const isValid = schemaAt(placeOf(named, 'requestBody', 'content', type, 'schema'))
        expect(isValid(example), `${named.path}: ${JSON.stringify(isValid.errors)}`).toBe(true)
      }
    }
    const withBody = operations.filter(({ operation }) => operation.requestBody)
    expect(withBody.every(({ method }) => ['post', 'put', 'patch'].includes(method))).toBe(true)
    expect(withBody.length).toBeGreaterThan(7)
  })

  it('gives an example of every success, which its schema takes', () => {
    const schemaAt = schemaCompiler(document)
    for (const named of operations) {
      const successes = Object.entries(named.operation.responses).filter(([status]) => status < '300')
      // One person or many: two forms of request, each with its answer.
      expect(successes, named.path).toHaveLength(named.path === '/provisioning/persons' ? 2 : 1)
      for (const [status, { content }] of successes) {
        if (status === '204') continue
        expect(content, named.path).toBeDefined()
        for (const [type, { example }] of Object.entries(content ?? {})) {
          const isValid = schemaAt(placeOf(named, 'responses', status, 'content', type, 'schema'))
          expect(isValid(example), `${named.path}: ${JSON.stringify(isValid.errors)}`).toBe(true)
        }
      }
    }
  })

  it('gives an example of every error code, which the schema of errors takes', () => {
    const isError = schemaCompiler(document)(['components', 'schemas', 'Error'])
    const seen = new Set<string>()
    for (const { operation, path } of operations) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        const { examples = {} } = content?.['application/json'] ?? {}
        if (status < '400' || path === '/health/ready') continue
        const codes = Object.values(examples).map(({ value }) => String(value['code']))
        expect(codes.length, `${path} ${status}`).toBeGreaterThan(0)
        expect(new Set(codes)).toEqual(new Set(description.split(', ')))
        for (const { value } of Object.values(examples)) expect(isError(value)).toBe(true)
        for (const code of codes) seen.add(code)
      }
    }
    expect(seen.size).toBeGreaterThan(45)
  })

  it('describes why the service is not ready as it answers it', () => {
    const unready = document.paths['/health/ready']?.['get']?.responses['503']?.content
    expect(unready?.['application/json']?.example).toMatchObject({ status: 'unavailable' })
  })

  it('names an example in each of its schemas of nobody real', () => {
    const text = JSON.stringify(document)
    const hosts = [...text.matchAll(/@([a-z0-9.-]+)/g)].map(([, host]) => host)
    expect(new Set(hosts)).toEqual(new Set(['example.com']))
  })

  it('is shown at /docs with files of our own alone', async () => {
    const page = await service.fetch('/docs')
    const text = await page.text()
    const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address)
    expect(loaded.length).toBeGreaterThan(2)
    for (const address of loaded) {
      expect(address).toMatch(/^(?:\/docs\/|data:,$)/)
      if (!address.startsWith('/')) continue
      const file = await service.fetch(address)
      expect(file.status, address).toBe(200)
      await file.body?.cancel()
    }
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|@import/)
    expect(text).not.toMatch(/https?:/)
    const start = await (await service.fetch('/docs/start.js')).text()
    expect(start).toContain("url: '/openapi.json'")
    expect(start).not.toMatch(/https?:/)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toMatch(/https?:|\*/)
  })

  it('is not there where the operator does not show it', async () => {
    if (!sqlite) throw new Error('there is no database')
    const closed = await openService(sqlite.create, { areDocsServed: false })
    for (const path of ['/openapi.json', '/docs', '/docs/start.js', '/docs/swagger-ui.css']) {
      expect((await closed.fetch(path)).status, path).toBe(404)
    }
    await closed.close()
  })
})
