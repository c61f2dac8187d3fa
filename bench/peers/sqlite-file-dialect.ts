import { type Dialect, SqliteDialect } from 'kysely'
import { type SqliteModule, sqliteModule } from '../servers/raw-database.ts'

/** SQLite for a peer: with `returning`, which it needs and we do without, and each statement prepared once. */
export async function sqliteFileDialect(path: string): Promise<Dialect> {
  const { DatabaseSync }: SqliteModule = await sqliteModule()
  const file = new DatabaseSync(path)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) file.exec(`pragma ${pragma}`)
  const prepared = new Map<string, ReturnType<typeof file.prepare>>()
  return new SqliteDialect({
    database: {
      close: () => file.close(),
      prepare(sql) {
        const statement = prepared.get(sql) ?? file.prepare(sql)
        prepared.set(sql, statement)
        return {
          reader: /^\s*(select|with|pragma)\b|\breturning\b/i.test(sql),
          all: (values) => statement.all(...values),
          run: (values) => statement.run(...values),
          iterate: (values) => statement.iterate(...values),
        }
      },
    },
  })
}
