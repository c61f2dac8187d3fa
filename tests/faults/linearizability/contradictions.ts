import type { Effect, History, Observed } from './history.ts'

/**
 * Whether there is an order of all operations on each register that agrees with every answer and in which each
 * operation lies between its sending and its answer. A register is live, then over, and never live again, so one
 * moment decides it: everything that saw it live began before that moment, everything that saw it over had its
 * answer after it, and some operation that ends it was under way at it. Such a moment is looked for; where there is
 * none, no order explains the answers.
 */
export function contradictionsIn(history: History): readonly string[] {
  const byRegister = grouped(history.observed)
  const registers = [...byRegister].filter(([, own]) => own.some(({ effect }) => effect === 'begins'))
  return registers.flatMap(([register, own]) => {
    const family = byRegister.get(history.familyOf(register) ?? '') ?? []
    const endings = family.filter(({ effect }) => effect === 'ends')
    return faultsIn([...own, ...endings]).map((fault) => `${register.slice(0, 20)}… ${fault}`)
  })
}

function grouped(observed: readonly Observed[]): ReadonlyMap<string, readonly Observed[]> {
  const groups = new Map<string, Observed[]>()
  for (const one of observed) {
    const group = groups.get(one.register)
    if (group) group.push(one)
    else groups.set(one.register, [one])
  }
  return groups
}

function faultsIn(operations: readonly Observed[]): readonly string[] {
  const of = (...effects: Effect[]): readonly Observed[] =>
    operations.filter(({ effect }) => effects.includes(effect))
  const spent = of('spends').filter(({ endedAt }) => endedAt < Infinity)
  if (spent.length > 1) return [`was spent ${spent.length} times`]
  const live = [...of('seen live'), ...spent]
  const endings = of('ends', 'spends')
  const noSoonerThan = Math.max(...live.map(({ startedAt }) => startedAt), -Infinity)
  const noLaterThan = Math.min(...[...of('seen over'), ...endings].map(({ endedAt }) => endedAt))
  if (noLaterThan === Infinity) return []
  if (noSoonerThan >= noLaterThan)
    return [`was live ${(noSoonerThan - noLaterThan).toFixed(1)} ms after it was over`]
  const isExplained = endings.some(({ startedAt }) => startedAt < noLaterThan)
  return isExplained ? [] : ['was over before anybody ended it']
}
