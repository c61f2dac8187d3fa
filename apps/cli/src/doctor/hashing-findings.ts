import type { Config, Environment } from '@lgc/composition'
import { argon2Turns } from '@lgc/person/infra'
import { type Finding, fine, warning } from './finding.ts'

/** RFC 9106 leaves the cost to us; the OWASP cheat sheet's least is 19 MiB and two passes. */
const leastMemoryInKibibytes = 19_456
const leastIterations = 2
const slowInMilliseconds = 1000
const usualThreads = 4

/** What a guess costs an attacker, and a sign-in costs us. */
export async function hashingFindings({ argon2 }: Config, env: Environment): Promise<readonly Finding[]> {
  const { memoryInKibibytes: memory, iterations, parallelism, concurrency } = argon2
  const startedAt = performance.now()
  await argon2Turns(argon2)((turn) => turn.hash('the time that one password takes'))
  const took = Math.round(performance.now() - startedAt)
  const cost = `argon2id m=${memory} t=${iterations} p=${parallelism}: ${took} ms for a hash`
  return [
    costFinding(cost, { isWeak: memory < leastMemoryInKibibytes || iterations < leastIterations, took }),
    ...threadFindings(concurrency, Number(env['UV_THREADPOOL_SIZE'] ?? usualThreads)),
  ]
}

function costFinding(
  cost: string,
  { isWeak, took }: { readonly isWeak: boolean; readonly took: number },
): Finding {
  if (isWeak) {
    const cure = 'Leave LGC_ARGON2_MEMORY_KIB and LGC_ARGON2_ITERATIONS unset, or raise them.'
    return warning('hashing', `${cost}, which is too cheap to guess`, cure)
  }
  if (took > slowInMilliseconds) {
    return warning(
      'hashing',
      `${cost}, which people notice`,
      'Lower LGC_ARGON2_ITERATIONS or get a faster machine.',
    )
  }
  return fine('hashing', cost)
}

function threadFindings(concurrency: number, threads: number): readonly Finding[] {
  if (concurrency < threads) return []
  const cure = `Lower LGC_ARGON2_CONCURRENCY below ${threads}, or raise UV_THREADPOOL_SIZE.`
  return [warning('hashing', 'hashing may take every thread that files and DNS need too', cure)]
}
