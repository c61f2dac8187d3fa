import { type Clock, type Instant, type Result, refuse } from '@lgc/kernel'
import type { GivenAnswers, Once } from './ports.ts'

/**
 * What was answered before to what is asked for once, if anything was; a key that stands for another request
 * is refused. Whoever asks says of which form it is: it is the form of the one request the key stands for.
 */
export type RecallAnswer = <Answer extends Result<unknown, unknown>>(
  once: Once,
) => Promise<Answer | Result<never, 'idempotency_key_reused'> | undefined>

type Dependencies = { readonly givenAnswers: GivenAnswers; readonly now: Clock }

export function recallAnswer({ givenAnswers, now }: Dependencies): RecallAnswer {
  return (once) => recall(givenAnswers, once, now())
}

async function recall<Answer>(
  answers: GivenAnswers,
  once: Once,
  now: Instant,
): Promise<Answer | Result<never, 'idempotency_key_reused'> | undefined> {
  const given = await answers.find(once, now)
  if (!given) return undefined
  if (given.requestHmac !== once.requestHmac) return refuse('idempotency_key_reused')
  return JSON.parse(given.answer) as Answer
}

/**
 * Does the work and keeps its answer, refusals too, in the same transaction. The key is claimed before the
 * work begins, so that of many at once one works and the others get its answer.
 */
export async function answerOnce<T, R>(
  answers: GivenAnswers,
  once: Once | null,
  now: Instant,
  work: () => Promise<Result<T, R>>,
): Promise<Result<T, R | 'idempotency_key_reused'>> {
  if (!once) return work()
  if (!(await answers.claim(once, now))) {
    const given = await recall<Result<T, R>>(answers, once, now)
    if (!given) throw new Error('An answer under an idempotency key is gone')
    return given
  }
  const answer = await work()
  await answers.save(once, JSON.stringify(answer))
  return answer
}
