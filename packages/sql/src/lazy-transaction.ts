import { type ControlledTransaction, type DatabaseConnection, type Driver, Kysely } from 'kysely'

/** A transaction that begins with its first statement, and comes to nothing where there is none. */
export type LazyTransaction<Tables> = {
  readonly trx: Kysely<Tables>
  readonly hasBegun: () => boolean
  readonly commit: () => Promise<void>
  readonly rollback: () => Promise<void>
}

/** Until then it holds no connection, and no lock. */
export function lazyTransaction<Tables>(db: Kysely<Tables>): LazyTransaction<Tables> {
  let begun: Promise<ControlledTransaction<Tables>> | undefined
  const begin = (): Promise<ControlledTransaction<Tables>> => (begun ??= db.startTransaction().execute())
  return {
    trx: handleOn(db, begin),
    hasBegun: () => begun !== undefined,
    async commit() {
      await (await begun)?.commit().execute()
    },
    async rollback() {
      const whole = await begun?.catch(() => undefined)
      if (whole && !whole.isCommitted) await whole.rollback().execute()
    },
  }
}

function handleOn<Tables>(
  db: Kysely<Tables>,
  begin: () => Promise<ControlledTransaction<Tables>>,
): Kysely<Tables> {
  const executor = db.getExecutor()
  const connection: DatabaseConnection = {
    executeQuery: async (query) => (await begin()).getExecutor().executeQuery(query) as never,
    async *streamQuery(query, chunkSize) {
      yield* (await begin()).getExecutor().stream(query, chunkSize ?? 1) as AsyncIterableIterator<never>
    },
  }
  return new Kysely({
    dialect: {
      createAdapter: () => executor.adapter,
      createDriver: () => driverOf(connection),
      createIntrospector: () => db.introspection,
      createQueryCompiler: () => ({ compileQuery: (node, id) => executor.compileQuery(node, id) }),
    },
  })
}

/** Its statements are its own, its beginning and its end are not. */
function driverOf(connection: DatabaseConnection): Driver {
  const refuse = async (): Promise<never> => {
    throw new Error('A transaction begins and ends where it is made')
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: refuse,
  }
}
