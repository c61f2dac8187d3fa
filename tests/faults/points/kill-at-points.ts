import type { Config } from '@lgc/composition'
import { violationsIn } from '../../support/invariants.ts'
import type { Service } from '../../support/service.ts'
import type { GuardName } from './guards-off.ts'
import type { Beginning } from './mortal-child.ts'
import type { Mortal, Mortals } from './mortals.ts'
import type { Attempt, Doing, Operation, Point, Traces } from './operation.ts'

export type Surroundings = {
  readonly service: Service
  readonly mortals: Mortals
  readonly config: Partial<Config>
  readonly without: GuardName | null
}

export type Killing = {
  /** How often a process dies at each point, and how many pieces of work die with it: more processes where they cannot. */
  readonly rounds: number
  readonly together: number
  /** Some of the points; all of them unless it says which. */
  readonly isWanted?: (point: Point, index: number) => boolean
}

export type Findings = {
  /** By name: `token exchange/after commit`. */
  readonly points: readonly string[]
  readonly processes: number
  readonly works: number
  readonly problems: readonly string[]
}

/** Pieces of work that come at once may ask this together, and only one of them is seen to ask. */
const first = 'before the first statement'

/** Lets processes die at the points of a piece of work, and holds what is left against what was promised. */
export async function killAtPoints(
  operation: Operation,
  surroundings: Surroundings,
  { rounds, together, isWanted = () => true }: Killing,
): Promise<Findings> {
  const { service } = surroundings
  const prepare = await operation.begin(service)
  const points = (await pointsOf(operation, surroundings, prepare)).filter(isWanted)
  const problems: string[] = []
  const note: Note = ({ moment }, what) => void problems.push(`${operation.name}/${moment}: ${what}`)
  const sizeAt = ({ moment }: Point): number =>
    takesAll(operation) || operation.diesAlone || moment === first ? 1 : together
  const beds = Array.from({ length: rounds }, () =>
    points.flatMap((point) => Array.from({ length: together / sizeAt(point) }, () => point)),
  ).flat()
  const died = { processes: 0, works: 0 }
  let last: Deathbed | null = null
  for (const point of beds) {
    const mortal = await nextMortal(operation, surroundings)
    if (last) await comeAgain(operation, mortal, last, note)
    const attempts = await several(sizeAt(point), prepare)
    last = { point, attempts }
    await die(operation, await successor(operation, surroundings, mortal), last, note)
    died.processes += 1
    died.works += attempts.length
    if (problems.length > 0) break
  }
  for (const violation of await violationsIn(service)) problems.push(`${operation.name}: ${violation}`)
  const survivor = await nextMortal(operation, surroundings)
  if (last && problems.length === 0) await comeAgain(operation, survivor, last, note)
  await survivor.stop()
  for (const violation of await violationsIn(service)) problems.push(`${operation.name}: ${violation}`)
  return { points: points.map(({ moment }) => `${operation.name}/${moment}`), ...died, problems }
}

/** Who died when; what they wanted to do. */
type Deathbed = { readonly point: Point; readonly attempts: readonly Attempt[] }
type Note = (point: Point, what: string) => void

/** A chore does all that there is to do, whoever prepared it. */
const takesAll = ({ waitInSeconds }: Operation): boolean => waitInSeconds !== undefined

/** The process itself, unless it does not see what was prepared after it came: then another takes its place. */
async function successor(operation: Operation, surroundings: Surroundings, mortal: Mortal): Promise<Mortal> {
  if (!takesAll(operation)) return mortal
  await mortal.stop()
  return nextMortal(operation, surroundings)
}

async function die(
  { nothing, done }: Operation,
  mortal: Mortal,
  { point, attempts }: Deathbed,
  note: Note,
): Promise<void> {
  const asked = attempts.map((attempt) =>
    attempt.ask(doing(mortal, point, attempts.length)).catch(() => null),
  )
  const signal = await Promise.race([
    mortal.died,
    Promise.all(asked).then(() => within(2000)),
    within(30_000),
  ])
  await mortal.stop()
  if (signal !== 'SIGKILL')
    note(point, `not reached by all, answered ${JSON.stringify(await Promise.all(asked))}`)
  for (const fault of mortal.faults) note(point, fault)
  for (const [index, attempt] of attempts.entries()) {
    const answer = await asked[index]
    const traces = await attempt.look()
    if (answer !== null && answer !== done.answer) note(point, `was answered ${answer}`)
    if (answer !== null && !isSame(traces, done.traces)) note(point, `lost ${JSON.stringify(traces)}`)
    if (!isSame(traces, point.isDone ? done.traces : nothing)) note(point, `left ${JSON.stringify(traces)}`)
  }
}

/** A death after the answer comes at once; and who waits for somebody who dies with it, waits too long. */
function within(milliseconds: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), milliseconds).unref()
  })
}

/** The client that got no answer asks another process for the same. */
async function comeAgain(
  { done, again }: Operation,
  mortal: Mortal,
  { point, attempts }: Deathbed,
  note: Note,
): Promise<void> {
  const expected = point.isDone ? again : done
  for (const attempt of attempts) {
    const answer = await attempt.ask(doing(mortal, null, 1))
    const traces = await attempt.look()
    if (answer !== expected.answer) note(point, `then answered ${answer}`)
    if (!isSame(traces, expected.traces)) note(point, `then left ${JSON.stringify(traces)}`)
  }
  for (const fault of mortal.faults) note(point, `then ${fault}`)
}

function doing(mortal: Mortal, point: Point | null, together: number): Doing {
  const dieAt = point?.moment ?? null
  return {
    call: dieAt === null ? mortal.call : mortal.dying(dieAt, together),
    work: (chore) => mortal.work({ chore, dieAt: dieAt ?? 'never' }),
    kill: mortal.stop,
    dieAt,
  }
}

function nextMortal({ waitInSeconds = 0 }: Operation, surroundings: Surroundings): Promise<Mortal> {
  const { service, mortals, config, without } = surroundings
  service.clock.pass(waitInSeconds)
  const beginning: Beginning = { url: service.url, now: service.clock.now(), config, without }
  return mortals.next(beginning)
}

const isWrite = (moment: string): boolean => /^after (insert|update|delete)/.test(moment)

/** Reading leaves nothing, and neither does a transaction that does nothing else. */
function worthDying(crossed: readonly string[]): readonly string[] {
  const begun = (at: number): number =>
    crossed.slice(0, at).findLastIndex((one) => one.startsWith('after commit'))
  const hasWritten = (moment: string, at: number): boolean => {
    const before = moment.startsWith('after')
      ? crossed.lastIndexOf(moment.replace('after', 'before'), at)
      : at
    return crossed.slice(begun(before) + 1, before).some(isWrite)
  }
  return crossed.filter((moment, at) =>
    / commit/.test(moment) ? hasWritten(moment, at) : !moment.startsWith('after select'),
  )
}

/** What a piece of work comes past when nobody dies of it. It is done with the commit after its last new row. */
async function pointsOf(
  operation: Operation,
  surroundings: Surroundings,
  prepare: () => Promise<Attempt>,
): Promise<readonly Point[]> {
  if (operation.points) return operation.points
  const attempt = await prepare()
  const mortal = await nextMortal(operation, surroundings)
  const answer = await attempt.ask({ ...doing(mortal, { moment: 'never', isDone: true }, 1), dieAt: null })
  const crossed = await mortal.crossed()
  await mortal.stop()
  if (answer !== operation.done.answer)
    throw new Error(`${operation.name}: ${answer} ${mortal.faults.join()}`)
  const lastRow = crossed.findLastIndex((moment) => moment.startsWith('after insert'))
  const isEnd = (moment: string, index: number): boolean =>
    index > lastRow && moment.startsWith('after commit')
  const end = crossed.findIndex(isEnd)
  return worthDying(crossed).map((moment) => ({ moment, isDone: crossed.indexOf(moment) >= end }))
}

async function several<T>(times: number, make: () => Promise<T>): Promise<readonly T[]> {
  const made: T[] = []
  for (let index = 0; index < times; index++) made.push(await make())
  return made
}

function isSame(left: Traces, right: Traces): boolean {
  return Object.keys(right).every((key) => left[key] === right[key])
}
