type Planned = { readonly name: string; readonly statements: readonly { readonly sql: string }[] }

type ForeignTouch = { readonly where: string; readonly table: string; readonly owner: string | undefined }

/** `0003-client-grants` belongs to the context `client`. */
export function contextOf(migration: string): string | undefined {
  return /^\d{4}-([a-z]+)/.exec(migration)?.[1]
}

/** Which table each index is on: SQLite does not say so when it drops one. */
function indexedTables(plan: readonly Planned[]): ReadonlyMap<string, string> {
  const created = plan.flatMap(({ statements }) =>
    statements.map(({ sql }) => /^create (?:unique )?index [`"]?(\w+)[`"]? on [`"]?(\w+)/i.exec(sql)),
  )
  return new Map(created.flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? '']] : [])))
}

const noIndexes: ReadonlyMap<string, string> = new Map()

/** The table that a statement creates, changes or fills; tables it only refers to do not count. */
export function tableTouchedBy(
  sql: string,
  indexes: ReadonlyMap<string, string> = noIndexes,
): string | undefined {
  const dropped = /^drop index [`"]?(\w+)/i.exec(sql.trim())?.[1]
  if (dropped !== undefined && indexes.has(dropped)) return indexes.get(dropped)
  const name = '[`"]?(\\w+)[`"]?'
  const patterns = [
    `^(?:create|alter|drop) table (?:if (?:not )?exists )?${name}`,
    `^create (?:unique )?index .*? on ${name}`,
    `^create trigger \\w+ .*? on ${name}`,
    `^(?:insert into|update|delete from) ${name}`,
  ]
  return patterns.map((pattern) => new RegExp(pattern, 'is').exec(sql.trim())?.[1]).find(Boolean)
}

/** Which context owns each table: the one whose migration created it. */
export function tableOwners(plan: readonly Planned[]): ReadonlyMap<string, string> {
  const created = plan.flatMap(({ name, statements }) =>
    statements
      .filter(({ sql }) => /^create table/i.test(sql))
      .map(({ sql }) => [tableTouchedBy(sql) ?? '', contextOf(name) ?? ''] as const),
  )
  return new Map(created)
}

/** Statements of a migration that touch no table of its own context, or none that can be made out. */
export function foreignStatements(plan: readonly Planned[]): readonly ForeignTouch[] {
  const owners = tableOwners(plan)
  const indexes = indexedTables(plan)
  return plan.flatMap(({ name, statements }) =>
    statements
      .map(({ sql }) => tableTouchedBy(sql, indexes) ?? sql)
      .map((table) => ({ where: name, table, owner: owners.get(table) }))
      .filter(({ owner }) => owner === undefined || owner !== contextOf(name)),
  )
}

/** Writes in a package to a table of another context, or to one whose name is not written there. */
export function foreignWrites(
  file: string,
  source: string,
  owners: ReadonlyMap<string, string>,
): readonly ForeignTouch[] {
  const context = /^packages\/([^/]+)\/src\//.exec(file)?.[1]
  return [...source.matchAll(/\.(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*([^,)]*)/g)]
    .map(([, argument = '']) => /^['"`](\w+)['"`]$/.exec(argument.trim())?.[1] ?? argument)
    .map((table) => ({ where: file, table, owner: owners.get(table) }))
    .filter(({ owner }) => owner === undefined || owner !== context)
}
