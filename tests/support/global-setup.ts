import type { TestProject } from 'vitest/node'
import { mariaDbVersion, startMariaDb } from './mariadb.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server the database suites use beside SQLite; null where there is none. */
    mysqlUrl: string | null
  }
}

type Server = { readonly url: string; readonly stop: () => Promise<void> }

/** Gives the database suites a server: the one named by TEST_DB_URL, a local MariaDB, or a container. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chosenServer()
  project.provide('mysqlUrl', server?.url ?? null)
  return async () => server?.stop()
}

async function chosenServer(): Promise<Server | undefined> {
  const given = process.env['TEST_DB_URL']
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  if (mariaDbVersion() !== undefined) return startMariaDb()
  try {
    return await startContainer()
  } catch (cause) {
    const reason = 'no TEST_DB_URL, no mariadbd on this machine, and no container could be started'
    if (process.env['CI'] === 'true') throw new Error(`MariaDB/MySQL is required: ${reason}`, { cause })
    console.warn(`MariaDB/MySQL: not run (${reason})`)
    return undefined
  }
}

async function startContainer(): Promise<Server> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer('mysql:8.4')
    .withEnvironment({ MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' })
    .withCommand(['--log-bin-trust-function-creators=1', '--default-time-zone=+00:00'])
    .withExposedPorts(3306)
    // The image starts the server twice; the one that listens on 3306 is the second.
    .withWaitStrategy(Wait.forLogMessage(/ready for connections.*port: 3306/))
    .withStartupTimeout(120_000)
    .start()
  const url = `mysql://root@${container.getHost()}:${container.getMappedPort(3306)}`
  return {
    url,
    stop: async () => {
      await container.stop()
    },
  }
}
