import { describe, expect, it } from 'vitest'
import { type RowFormat, readRows } from './read-rows.ts'
import type { Row } from './row.ts'

/** The content in pieces of a size that cuts through lines and letters. */
async function* pieces(content: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function rowsOf(content: string | Buffer, format: RowFormat, size = 7): Promise<readonly Row[]> {
  const rows = await readRows(pieces(content, size), format)
  if (!rows.ok) throw new Error(rows.refusal.join())
  const all: Row[] = []
  for await (const row of rows.value) all.push(row)
  return all
}

/** `2 Ada` or `2 row_malformed` for each row. */
async function toldBy(
  content: string | Buffer,
  format: RowFormat,
  size?: number,
): Promise<readonly string[]> {
  const told = ({ line, newcomer }: Row): string =>
    `${line} ${newcomer.ok ? newcomer.value.nameDisplay : newcomer.refusal.code}`
  return (await rowsOf(content, format, size)).map(told)
}

async function headingProblems(heading: string): Promise<readonly string[]> {
  const rows = await readRows(pieces(`${heading}\nx`, 5), 'csv')
  return rows.ok ? [] : rows.refusal
}

const heading = 'name_display,name_legal,type,identifier,challenge,access_level,scopes'
const whole = {
  nameDisplay: 'Ada',
  nameLegal: 'Ada "A." King, Countess',
  type: 'email',
  identifier: 'ada@example.com',
  password: 'correct horse',
  scopes: ['openid', 'profile'],
  accessLevel: 'editor',
}
const bare = { ...whole, nameLegal: null, password: null, scopes: null, accessLevel: null }

describe('a CSV file', () => {
  it('holds a person a line, and an empty cell is none', async () => {
    const content = [
      heading,
      'Ada,"Ada ""A."" King, Countess",email,ada@example.com,correct horse,editor,openid  profile',
      'Ada,,email,ada@example.com,,,',
    ].join('\n')
    const rows = await rowsOf(content, 'csv')
    expect(rows.map(({ newcomer }) => newcomer.ok && newcomer.value)).toEqual([whole, bare])
  })

  it('may have a byte order mark, other line ends, empty lines and its columns in any order', async () => {
    const content =
      '\ufeffidentifier,type,name_display\r\n\r\na@example.com,email,Ada\r\n \nb@example.com,email,Ö'
    for (const size of [1, 3, 1000]) expect(await toldBy(content, 'csv', size)).toEqual(['3 Ada', '5 Ö'])
  })

  it('loses no row to a bad one', async () => {
    const content = [
      'name_display,type,identifier',
      '"Ada,email,a@example.com',
      'B"ob,email,b@example.com',
      'Cy,email',
      'Dan,email,d@example.com,more',
      'Eve,e-mail,e@example.com',
      'Fay,email,f@example.com',
    ].join('\n')
    expect(await toldBy(content, 'csv')).toEqual([
      '2 row_malformed',
      '3 row_malformed',
      '4 row_malformed',
      '5 row_malformed',
      '6 validation_failed',
      '7 Fay',
    ])
  })

  it.each([
    ['', ['name_display', 'type', 'identifier'].map((name) => `the column ${name} is missing`)],
    ['name_display,type', ['the column identifier is missing']],
    ['name_display,type,identifier,canary', ['the heading has an unknown column']],
    ['name_display,type,identifier,type', ['the heading names a column twice']],
    ['"name_display', ['the heading is not CSV']],
  ])('with the heading %j is not read at all', async (line, problems) => {
    expect(await headingProblems(line)).toEqual(problems)
  })
})

describe('an NDJSON file', () => {
  it('holds a person a line, with scopes as a list or a text', async () => {
    const fields = {
      name_display: 'Ada',
      name_legal: whole.nameLegal,
      type: 'email',
      identifier: 'ada@example.com',
      challenge: 'correct horse',
      access_level: 'editor',
    }
    const { name_display, type, identifier } = fields
    const lines = [
      { ...fields, scopes: ['openid', 'profile'] },
      { ...fields, scopes: 'openid profile' },
      { name_display, type, identifier, name_legal: null, scopes: [] },
    ]
    const rows = await rowsOf(lines.map((line) => JSON.stringify(line)).join('\n'), 'ndjson')
    expect(rows.map(({ newcomer }) => newcomer.ok && newcomer.value)).toEqual([whole, whole, bare])
  })

  it('loses no row to a bad one', async () => {
    const good = '{"name_display":"Ada","type":"email","identifier":"a@example.com"}'
    const long = good.replace('Ada', 'x'.repeat(20_000))
    const content = Buffer.concat([
      Buffer.from(`{"name_display":\n[1]\nnull\n${good}\n${long}\n${good}\n`),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(`${good.replace('}', ',"xid":"x"}')}\n${good.replace('Ada', 'A\\u0000')}\n${good}`),
    ])
    expect(await toldBy(content, 'ndjson', 1000)).toEqual([
      '1 row_malformed',
      '2 validation_failed',
      '3 validation_failed',
      '4 Ada',
      '5 row_too_long',
      '6 Ada',
      '7 row_malformed',
      '8 validation_failed',
      '9 validation_failed',
      '10 Ada',
    ])
  })

  it('says what is wrong with a row and quotes nothing of it', async () => {
    const fields = { type: 'canary', identifier: '', challenge: 'canary\0', scopes: ['Canary', 'Canary'] }
    const [row] = await rowsOf(JSON.stringify({ ...fields, access_level: 'Canary' }), 'ndjson')
    const refusal = row?.newcomer.ok === false ? row.newcomer.refusal : undefined
    expect(refusal?.problems?.map((problem) => problem.split(':')[0])).toEqual([
      'name_display',
      'type',
      'identifier',
      'challenge',
      'access_level',
      'scopes',
      'scopes',
    ])
    expect(JSON.stringify(refusal)).not.toMatch(/canary/i)
  })
})
