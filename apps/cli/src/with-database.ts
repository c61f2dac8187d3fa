import { type Config, type Environment, type Tables, readConfig } from '@lgc/composition'
import { type Database, open } from '@lgc/sql'
import { type Answer, refused } from './answer.ts'

/** One for the work, one for what renews a lease beside it. */
const connections = 2
/** Nobody waits for an answer but the operator, and some commands read whole tables. */
const statementTimeoutInMilliseconds = 60_000

/** Works on the database that the environment names, and closes it whatever happens. */
export async function withDatabase(
  env: Environment,
  work: (database: Database<Tables>, config: Config) => Promise<Answer>,
): Promise<Answer> {
  const config = readConfig(env)
  if ('problems' in config) {
    const list = config.problems.map(({ name, problem }) => `${name} ${problem}`)
    return refused('configuration_invalid', 'The configuration is wrong:', list)
  }
  const database = openDatabase(config)
  try {
    return await work(database, config)
  } finally {
    await database.db.destroy()
  }
}

export function openDatabase({ databaseUrl, databaseSslCa }: Config): Database<Tables> {
  return open<Tables>(databaseUrl, {
    connections,
    statementTimeoutInMilliseconds,
    certificateAuthority: databaseSslCa,
  })
}
