export type SourceRule = {
  readonly name: string
  readonly why: string
  readonly covers: (file: string) => boolean
  readonly forbids: RegExp
}

export type Offence = { readonly rule: string; readonly file: string; readonly line: number }

const inPackages = (file: string): boolean => /^packages\/[^/]+\/src\//.test(file) && !isTest(file)
const outsideSql = (file: string): boolean => !file.startsWith('packages/sql/')
const isTest = (file: string): boolean => /[.]test[.]ts$|^packages\/[^/]+\/tests\//.test(file)

/** What a reader of the code may rely on, and what neither the types nor the linter can see. */
export const sourceRules: readonly SourceRule[] = [
  {
    name: 'no-dialect-names',
    why: 'What differs between databases lives in packages/sql and migrations/portable.ts.',
    covers: (file) => outsideSql(file) && file !== 'migrations/portable.ts' && !isTest(file),
    // A migration may hold a Record<DialectName, …>: there the name is a key, not a string.
    forbids: /['"`](mysql|mariadb|sqlite)['"`]/i,
  },
  {
    name: 'no-dialect-clauses',
    why: 'Both databases must do the same: guarded updates and unique keys, nothing that only one knows.',
    covers: (file) => outsideSql(file) && !isTest(file),
    forbids:
      /\.(ignore|returning|returningAll|onConflict|onDuplicateKeyUpdate|forUpdate|forShare|skipLocked|replaceInto|orReplace|orIgnore)\(|\binsertId\b/,
  },
  {
    name: 'one-way-into-a-transaction',
    why: 'A transaction begins in packages/sql alone, where it is also run again after a conflict.',
    covers: (file) => outsideSql(file) && !isTest(file),
    forbids: /\.(transaction|startTransaction|connection)\(\)/,
  },
  {
    name: 'no-environment-in-packages',
    why: 'A package is given its settings; only an app reads the environment.',
    covers: inPackages,
    forbids: /\bprocess\.env\b/,
  },
  {
    name: 'time-and-chance-are-arguments',
    why: 'A domain that asks the clock or the dice cannot be tested by a table.',
    covers: (file) => inPackages(file) && /\/(domain|app)\//.test(file),
    forbids: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\brandomUUID\b/,
  },
  {
    name: 'sdk-is-web-standard',
    why: 'The SDK runs wherever there is fetch; what only Node has needs no import to be used.',
    covers: (file) => file.startsWith('packages/sdk/src/') && !isTest(file),
    forbids: /\b(Buffer|process|setImmediate|__dirname|require)\b[.(]/,
  },
  {
    name: 'one-way-out',
    why: 'What is asked outside is asked through packages/outbound, which looks where it goes.',
    covers: (file) => /^(packages\/(?!outbound\/|sdk\/)|apps\/(?!demo\/))/.test(file) && !isTest(file),
    forbids:
      /(^|[^.\w])fetch\(|globalThis[.]fetch|\bhttps?\.(request|get)\(|\bfrom ['"](node:)?(https|http2|tls|undici)['"]/,
  },
  {
    name: 'no-classes-but-errors',
    why: 'State lives in records and functions close over what they need.',
    covers: (file) => !isTest(file),
    forbids: /^\s*(export\s+)?(abstract\s+)?class\s+\w+(?!\w*\s+extends\s+\w*Error\b)/,
  },
]

export function offencesIn(file: string, source: string): readonly Offence[] {
  const rules = sourceRules.filter(({ covers }) => covers(file))
  return source.split('\n').flatMap((text, index) => {
    if (/^\s*(\/\/|\/?\*)/.test(text)) return []
    return rules
      .filter(({ forbids }) => forbids.test(text))
      .map(({ name }) => ({ rule: name, file, line: index + 1 }))
  })
}
