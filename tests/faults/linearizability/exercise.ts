import { setTimeout as pause } from 'node:timers/promises'
import type { Life } from './life.ts'
import type { NewLife } from './lives.ts'
import type { Callee, Recorder } from './recorder.ts'

type Exercise = {
  readonly callees: readonly Callee[]
  readonly recorder: Recorder
  readonly operations: number
  /** Which are begun by turns. */
  readonly kinds: readonly NewLife[]
}

const workers = 24
const livesAtOnce = 40
const actsOfALife = 60
const pauseInMilliseconds = 20

/**
 * Many at once, on lives that they share, until so many operations were answered. A life goes on for a while after
 * it has ended, and is looked at once more when everything is over: what came back to life would be seen.
 */
export async function exercise({ callees, recorder, operations, kinds }: Exercise): Promise<number> {
  const all: Life[] = []
  const current: Life[] = []
  let acts = 0
  let begun = 0
  const anyCallee = (): Callee => oneOf(callees.filter(({ isUp }) => isUp()))
  const renew = async (): Promise<void> => {
    const life = await kinds[begun++ % kinds.length]?.(anyCallee())
    if (!life) return
    all.push(life)
    current.push(life)
    if (current.length > livesAtOnce) current.shift()
  }
  const work = async (): Promise<void> => {
    while (recorder.answered() < operations) {
      const before = recorder.tally()['unknown']
      if (current.length < livesAtOnce || acts++ % actsOfALife === 0)
        await renew().catch(() => pause(pauseInMilliseconds))
      // Some are asked of far more often than others, so that operations on one of them meet.
      const life = current[Math.floor(Math.random() ** 2 * current.length)]
      await life?.act(anyCallee(), Math.random())
      if (recorder.tally()['unknown'] !== before) await pause(pauseInMilliseconds)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  await eachOf(all, (life) => life.checkAll(anyCallee()))
  return all.length
}

function oneOf(callees: readonly Callee[]): Callee {
  const callee = callees[Math.floor(Math.random() * callees.length)]
  if (!callee) throw new Error('there is no process to ask')
  return callee
}

async function eachOf(lives: readonly Life[], work: (life: Life) => Promise<void>): Promise<void> {
  const left = [...lives]
  const worker = async (): Promise<void> => {
    for (let life = left.pop(); life; life = left.pop()) await work(life)
  }
  await Promise.all(Array.from({ length: workers }, worker))
}
