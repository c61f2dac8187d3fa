import type { KyselyPlugin } from 'kysely'

/**
 * Dies, in the way it is told, as soon as so many statements were carried out. Between two statements
 * there is nothing but computation, so these are all the moments at which a death makes a difference.
 */
export function diesAfter(statements: number, die: () => void): KyselyPlugin {
  let left = statements
  const dieIfDue = (): void => {
    if (left <= 0) die()
  }
  return {
    transformQuery({ node }) {
      dieIfDue()
      return node
    },
    async transformResult({ result }) {
      left -= 1
      dieIfDue()
      return result
    },
  }
}

/** What `kill -9` does: no handler runs, nothing is flushed, no connection is closed in good order. */
export function killThisProcess(): void {
  process.kill(process.pid, 'SIGKILL')
}
