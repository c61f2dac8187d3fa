import type { Reply } from '../support/processes.ts'

/** How a request went: without an answer its status is 0. */
export type Timed = {
  readonly status: number
  readonly milliseconds: number
  readonly reply: Reply | undefined
}

export async function timed(asked: Promise<Reply>): Promise<Timed> {
  const startedAt = performance.now()
  const reply = await asked.catch(() => undefined)
  return { status: reply?.status ?? 0, milliseconds: performance.now() - startedAt, reply }
}

/** The share of requests that took no longer. */
export function quantile(answers: readonly Timed[], share: number): number {
  const sorted = answers.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

export function statusesOf(answers: readonly Timed[]): Readonly<Record<string, number>> {
  const tally: Record<string, number> = {}
  for (const { status } of answers) tally[status] = (tally[status] ?? 0) + 1
  return tally
}

/** Asks at a rate, whether or not there are answers, until the time is over and everything is answered. */
export async function atRate(
  perSecond: number,
  seconds: number,
  ask: () => Promise<Timed>,
): Promise<readonly Timed[]> {
  const sent: Promise<Timed>[] = []
  const startedAt = performance.now()
  const elapsed = (): number => (performance.now() - startedAt) / 1000
  while (elapsed() < seconds) {
    const due = Math.min(Math.floor(elapsed() * perSecond) - sent.length, perSecond)
    for (let count = 0; count < due; count++) sent.push(ask())
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return Promise.all(sent)
}

/** Asks as fast as there are answers, so many at a time. */
export async function atOnce(
  workers: number,
  seconds: number,
  ask: () => Promise<Timed>,
): Promise<readonly Timed[]> {
  const answers: Timed[] = []
  const until = performance.now() + seconds * 1000
  const work = async (): Promise<void> => {
    while (performance.now() < until) answers.push(await ask())
  }
  await Promise.all(Array.from({ length: workers }, work))
  return answers
}
