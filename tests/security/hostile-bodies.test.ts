import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Member, foreignTo, membersOf, withMember } from '../support/described-bodies.ts'
import { type Described, type DescribedService, openDescribed } from '../support/described-service.ts'
import type { Answer } from '../support/service.ts'

type Json = Readonly<Record<string | number, unknown>>
type WithBody = Described & { readonly body: NonNullable<Described['body']> }

const nameOf = ({ method, path }: Described): string => `${method} ${path}`
/** What would tell of the inside: words of the databases, of their drivers and of stack traces. */
const inside =
  /sqlite|\bER_[A-Z]+_|syntax error|you have an error|node_modules|\bat [\w.]+ \(|insert into|select .* from/i
const hostileTexts = [
  "' or '1'='1",
  "'; drop table persons; --",
  '" union select challenge from identities --',
  '\\',
  'a\r\nSet-Cookie: forged=1',
  '\u202eevil\u200b',
]

describe.each(databases)('whatever is sent to any operation on $name', ({ create }) => {
  let service: DescribedService
  beforeAll(async () => {
    service = await openDescribed(create)
  })
  afterAll(() => service.close())

  const withBodies = (): readonly WithBody[] =>
    service.operations.filter((one): one is WithBody => one.body !== null)
  const post = (operation: Described, body: unknown): Promise<Answer> =>
    service.callAs(operation, { raw: typeof body === 'string' ? body : JSON.stringify(body) })
  const membersOfBody = ({ body }: WithBody): readonly Member[] => membersOf(body.schema, body.example)

  /** Refused as malformed; where something is named in the path, it may be looked for first. */
  function expectRefused(operation: Described, answer: Answer, what: string): void {
    const allowed = operation.path.includes('{') ? [400, 404] : [400]
    expect(allowed, `${nameOf(operation)} ${what}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
  }
  function expectHarmless(operation: Described, answer: Answer, what: string): void {
    expect(answer.status, `${nameOf(operation)} ${what}`).toBeLessThan(500)
    expect(JSON.stringify(answer.body)).not.toMatch(inside)
    expect(answer.headers.get('set-cookie') ?? '').not.toContain('forged')
    expect(service.faults).toEqual([])
  }

  it('is of the types that the document says, or is refused (R148)', { timeout: 60_000 }, async () => {
    let sent = 0
    for (const operation of withBodies()) {
      for (const member of membersOfBody(operation)) {
        expect(member.types.size, `${nameOf(operation)} ${member.path.join('.')} has a type`).toBeGreaterThan(
          0,
        )
        for (const value of foreignTo(member)) {
          const body = withMember(operation.body.example, member.path, value)
          expectRefused(
            operation,
            await post(operation, body),
            `${member.path.join('.')} = ${JSON.stringify(value)}`,
          )
          sent++
        }
      }
    }
    expect(sent).toBeGreaterThan(500)
    expect(service.faults).toEqual([])
  })

  it('reaches no prototype (R149)', async () => {
    for (const operation of withBodies()) {
      const members = JSON.stringify(operation.body.example).slice(1)
      const isClosed = membersOfBody(operation)[0]?.isClosed
      for (const poison of [
        '"__proto__":{"polluted":true,"role":"admin"}',
        '"constructor":{"prototype":{"polluted":true}}',
        '"prototype":{"polluted":true}',
      ]) {
        const answer = await post(operation, `{${poison},${members}`)
        if (isClosed) expectRefused(operation, answer, poison)
        expectHarmless(operation, answer, poison)
      }
    }
    expect('polluted' in {}).toBe(false)
  })

  it('says nothing twice, and nothing that is no text (R150)', async () => {
    for (const operation of withBodies()) {
      const [name = ''] = Object.keys(operation.body.example)
      const example = JSON.stringify(operation.body.example)
      for (const raw of [
        `{${JSON.stringify(name)}:"a",${example.slice(1)}`,
        `\uFEFF${example}`,
        JSON.stringify({ ...operation.body.example, [name]: 'a\0b' }),
        JSON.stringify({ ...operation.body.example, [name]: '\ud800' }),
        `${example}}`,
        '',
      ]) {
        expectRefused(operation, await post(operation, raw), raw)
      }
    }
  })

  it('is text and never code (R151, R154)', { timeout: 60_000 }, async () => {
    for (const operation of withBodies()) {
      for (const member of membersOfBody(operation).filter(({ types }) => types.has('string'))) {
        for (const text of hostileTexts) {
          const body = withMember(operation.body.example, member.path, text)
          expectHarmless(operation, await post(operation, body), `${member.path.join('.')} = ${text}`)
        }
      }
    }
    const { db } = service
    expect((await db.selectFrom('persons').select('xid').execute()).length).toBeGreaterThan(0)
  })

  it('names each parameter of a query once, and none that is not known (R148, R149, R151)', async () => {
    const asked = service.operations.filter(({ query }) => query.length > 0)
    expect(asked.length).toBeGreaterThan(5)
    for (const operation of asked) {
      const ask = (search: string): Promise<Answer> => service.callAs(operation, { search })
      for (const name of operation.query) {
        for (const search of [`?${name}=1&${name}=1`, `?${name}[$gt]=`, `?${name}=%00`, `?${name}[]=1`]) {
          expectRefused(operation, await ask(search), search)
        }
        for (const text of hostileTexts) {
          expectHarmless(operation, await ask(`?${name}=${encodeURIComponent(text)}`), `${name} = ${text}`)
        }
      }
      for (const search of [
        '?__proto__[polluted]=1',
        '?constructor.prototype.polluted=1',
        '?sort=password',
      ]) {
        expectRefused(operation, await ask(search), search)
      }
    }
    expect('polluted' in {}).toBe(false)
  })

  it('adds no member that the caller does not have (R139)', async () => {
    const columns = new Set(
      (await service.db.introspection.getTables()).flatMap((table) => table.columns.map(({ name }) => name)),
    )
    expect(columns.size).toBeGreaterThan(60)
    for (const operation of withBodies()) {
      for (const member of membersOfBody(operation).filter(({ isClosed }) => isClosed)) {
        const strangers = [...columns].filter((name) => !member.names.includes(name))
        const more = Object.fromEntries(strangers.map((name) => [name, 'x']))
        const own = member.path.reduce<unknown>(
          (value, step) => (value as Json | undefined)?.[step],
          operation.body.example,
        )
        const body = withMember(operation.body.example, member.path, { ...(own as Json), ...more })
        const answer = await post(operation, body)
        const refused = (answer.body['fields'] as readonly { path: string; rule: string }[] | undefined) ?? []
        const unknown = refused.filter(({ rule }) => rule === 'unknown_member').map(({ path }) => path)
        const expected = strangers.map((name) => [...member.path, name].join('.'))
        expect(unknown, nameOf(operation)).toEqual(expect.arrayContaining(expected))
      }
    }
  })
})
