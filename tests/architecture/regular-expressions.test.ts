import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'
import { describe, expect, it } from 'vitest'
import { sealedCursors } from '../../apps/api/src/http/cursor.ts'
import { clientAddress } from '../../apps/api/src/http/client-address.ts'
import { notablePath } from '../../apps/api/src/http/notable-path.ts'
import { parseStrictForm } from '../../apps/api/src/http/strict-form.ts'
import { parseStrictJson } from '../../apps/api/src/http/strict-json.ts'
import { sourceFiles } from './source-files.ts'

const project = join(import.meta.dirname, '../..')
/** Longer than anything that is let in. */
const length = 100_000
/** A pattern that looks at the text once needs about a millisecond; one that goes back over it, seconds. */
const limitInMilliseconds = 100

const units = [
  'a',
  'Z',
  '1',
  ' ',
  '\t',
  '.',
  '-',
  '@',
  ':',
  '/',
  '"',
  "'",
  '\\',
  '{',
  '[',
  '<',
  '=',
  '+',
  '%',
  '&',
  'é',
  '\u200b',
]
const pairs = ['a.', 'a-', 'a@', 'a:', 'a ', '1.', '\\"', '""', '\r\n', 'a=1&', '[{', '<a ', '--', '::', '٣a']
const texts = [...units, ...pairs].flatMap((unit) => {
  const long = unit.repeat(length / unit.length)
  return [long, `${long}!`, `a@${long}\0`, `lgd_${long}!`, `v1.${long}`]
})

/** Applied to what is known to be JSON alone, where every string ends; `a JSON body` below goes through it. */
const onJsonAlone = String.raw`"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]`

type Pattern = { readonly file: string; readonly source: string; readonly flags: string }

/** Every regular expression that is written in a file. */
function patternsIn(file: string): readonly Pattern[] {
  const module = parseSync(readFileSync(join(project, file), 'utf8'), {
    syntax: 'typescript',
    target: 'es2022',
  })
  const found: Pattern[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, pattern, flags } = node as Readonly<Record<string, unknown>>
    if (type === 'RegExpLiteral') found.push({ file, source: String(pattern), flags: String(flags) })
    for (const inside of Object.values(node)) visit(inside)
  }
  visit(module)
  return found
}

/** The quickest of a few times: a busy machine is not the fault of what is measured. */
function timeOf(work: () => unknown): number {
  let quickest = Number.POSITIVE_INFINITY
  for (let time = 0; time < 3 && quickest > limitInMilliseconds; time++) {
    const startedAt = performance.now()
    work()
    quickest = Math.min(quickest, performance.now() - startedAt)
  }
  return quickest
}

const files = sourceFiles(project, ['packages', 'apps']).filter(
  (file) => file.includes('/src/') && !file.endsWith('.test.ts'),
)
const patterns = files.flatMap(patternsIn)

describe('a hundred kilobytes of any text', () => {
  it('are looked through once by every regular expression there is (R165)', () => {
    expect(patterns.length).toBeGreaterThan(60)
    const anywhere = patterns.filter(({ source }) => source !== onJsonAlone)
    expect(anywhere.length).toBe(patterns.length - 1)
    const slow = anywhere.filter(({ source, flags }) => {
      const found = texts.find(
        (text) => timeOf(() => text.replace(new RegExp(source, flags), '')) > limitInMilliseconds,
      )
      return found !== undefined
    })
    expect(slow.map(({ file, source }) => `${file}: ${source}`)).toEqual([])
  })

  it.each<readonly [string, (text: string) => unknown]>([
    ['a JSON body', (text) => parseStrictJson(Buffer.from(text))],
    ['a text in a JSON body', (text) => parseStrictJson(Buffer.from(JSON.stringify({ text })))],
    ['a form or a query', (text) => parseStrictForm(text)],
    ['a path', notablePath],
    ['a forwarded address', (text) => clientAddress(['0.0.0.0/0'])('192.0.2.1', text)],
    ['a cursor', (text) => sealedCursors('a key').open('a list', text)],
  ])('are read as %s in no time (R165)', (_, read) => {
    const slow = texts.filter((text) => timeOf(() => read(text)) > limitInMilliseconds)
    expect(slow.map((text) => text.slice(0, 10))).toEqual([])
  })
})
