import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../docs')
const text = readFileSync(join(folder, 'security-tests.md'), 'utf8')

const from = (letter: string, ...ranges: readonly (readonly [number, number])[]): readonly string[] =>
  ranges.flatMap(([first, last]) =>
    Array.from(
      { length: last - first + 1 },
      (_, index) => `${letter}${String(first + index).padStart(2, '0')}`,
    ),
  )

/** What there has to be a row for; numbers that are missing are about what the service does not have. */
const rules = [
  ...from('E', [1, 85]),
  ...from(
    'R',
    [15, 27],
    [30, 40],
    [42, 42],
    [46, 46],
    [49, 49],
    [51, 51],
    [55, 57],
    [60, 62],
    [65, 74],
    [77, 77],
  ),
  ...from('R', [81, 89], [95, 105], [136, 142], [144, 152], [154, 154], [158, 177], [179, 194]),
]

type Row = { readonly rule: string; readonly does: string; readonly tests: string }

const rows: readonly Row[] = [...text.matchAll(/^\| ([ER]\d+) \| (.+?) \| (.*) \|$/gm)].map(
  ([, rule = '', does = '', tests = '']) => ({ rule, does, tests }),
)

type Named = { readonly file: string; readonly name: string }

function testsIn({ tests }: Row): readonly Named[] {
  return [...tests.matchAll(/\]\(([^)]+)\) “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name }))
}

function isThere({ file, name }: Named): boolean {
  const path = join(folder, file)
  if (!existsSync(path)) return false
  const source = readFileSync(path, 'utf8')
  const written = [`'${name.replaceAll("'", String.raw`\'`)}'`, `"${name}"`, `\`${name}\``]
  return written.some((quoted) => source.includes(`${quoted},`))
}

describe('the table of security rules', () => {
  it('has one row for each rule, in order', () => {
    expect(rows.map(({ rule }) => rule)).toEqual(rules)
  })

  it('says of each what is done and which tests prove it', () => {
    const bare = rows.filter((row) => row.does.trim() === '' || testsIn(row).length === 0)
    expect(bare.map(({ rule }) => rule)).toEqual([])
    const cells = rows.map((row) => row.tests.split('<br>').length)
    expect(cells).toEqual(rows.map((row) => testsIn(row).length))
  })

  it('names tests that there are', () => {
    const missing = rows.flatMap((row) =>
      testsIn(row)
        .filter((named) => !isThere(named))
        .map(({ file, name }) => `${row.rule}: ${file} “${name}”`),
    )
    expect(missing).toEqual([])
  })
})
