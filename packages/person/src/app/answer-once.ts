import { type Instant, type Result, refuse } from '@lgc/kernel'
import type { GivenAnswers, Once } from './provisioning-ports.ts'

/** What was answered before, if anything was; a key that stands for another request is refused. */
export async function recallAnswer<T, R>(
  answers: GivenAnswers,
  once: Once,
  now: Instant,
): Promise<Result<T, R | 'idempotency_key_reused'> | undefined> {
  const given = await answers.find(once, now)
  if (!given) return undefined
  if (given.requestHmac !== once.requestHmac) return refuse('idempotency_key_reused')
  return JSON.parse(given.answer) as Result<T, R>
}

/**
 * Does the work and keeps its answer in the same transaction. The key is claimed before the work begins, so
 * that of many at once one works and the others get its answer.
 */
export async function answerOnce<T, R>(
  answers: GivenAnswers,
  once: Once | null,
  now: Instant,
  work: () => Promise<Result<T, R>>,
): Promise<Result<T, R | 'idempotency_key_reused'>> {
  if (!once) return work()
  if (!(await answers.claim(once, now))) {
    const given = await recallAnswer<T, R>(answers, once, now)
    if (!given) throw new Error('An answer under an idempotency key is gone')
    return given
  }
  const answer = await work()
  await answers.save(once, JSON.stringify(answer))
  return answer
}
