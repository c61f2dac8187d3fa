import type { Figures } from '../figures.ts'
import { type Loaded, type Order, type Report, dealt } from '../load/order.ts'
import { failed } from '../goals.ts'
import { failuresIn, goodAnswers, median } from '../measure.ts'
import { givePasswords, verifyRequest } from '../seed/passwords.ts'
import { connections } from '../size.ts'
import type { World } from '../world.ts'
import { proveClientOnce } from './client-requests.ts'
import { codeExchanges } from './code-exchange.ts'
import { sessionChecks } from './session.ts'

type Kind = 'session check' | 'code exchange'
const kinds: readonly Kind[] = ['session check', 'code exchange']
const signInConnections = 16
/** More codes than can be exchanged in the time. */
const plenty = 1.5
const firstPortion = 640

/** What sign-ins that take all the argon2 there is leave of everything else: each alone, and beside them, in turns. */
export async function besideSignIns(world: World): Promise<Figures> {
  const { size, generator } = world
  const seconds = Math.max(size.seconds, 1)
  await proveClientOnce(world)
  const { origin } = await world.server('lgc')
  const people = await givePasswords(world.filler, size.persons)
  const proofs = dealt(people.map(verifyRequest), signInConnections)
  const signIns: Order = { origin, requests: proofs, seconds }
  const ratios: Record<Kind, number[]> = { 'session check': [], 'code exchange': [] }
  const meanwhile: number[] = []
  let failures = 0
  const rates: Record<Kind, number> = { 'session check': 0, 'code exchange': 0 }
  for (let round = 0; round <= size.rounds; round++) {
    for (const kind of kinds) {
      const alone = await generator.send([await orderOf(world, kind, { origin, seconds, rate: rates[kind] })])
      failures += failuresOf(alone)
      rates[kind] = rateOf(alone.loaded[0])
      const both = await generator.send([
        await orderOf(world, kind, { origin, seconds, rate: rates[kind] }),
        signIns,
      ])
      failures += failuresOf(both)
      if (round === 0) continue
      ratios[kind].push(rateOf(both.loaded[0]) / rates[kind])
      meanwhile.push(rateOf(both.loaded[1]))
    }
  }
  return {
    row: 'beside-sign-ins',
    database: world.database.name,
    contenders: [],
    values: {
      'session check × alone': median(ratios['session check']),
      'code exchange × alone': median(ratios['code exchange']),
      'sign-ins per second meanwhile': median(meanwhile),
      [failed]: failures,
    },
    generatorShare: null,
  }
}

type At = { readonly origin: string; readonly seconds: number; readonly rate: number }

async function orderOf(world: World, kind: Kind, { origin, seconds, rate }: At): Promise<Order> {
  const { size } = world
  if (kind === 'session check') {
    return {
      origin,
      requests: dealt(sessionChecks(world, size.sessions), connections),
      seconds: size.seconds,
    }
  }
  const portion = rate === 0 ? firstPortion : rate * seconds * plenty
  const codes = await codeExchanges(world).take(Math.ceil(portion / connections) * connections)
  return { origin, requests: dealt(codes, connections), seconds, isOnce: true }
}

function rateOf(loaded: Loaded | undefined): number {
  return loaded ? goodAnswers(loaded).count / loaded.seconds : Number.NaN
}

function failuresOf({ loaded }: Report): number {
  return loaded.reduce((sum, one) => sum + failuresIn(one), 0)
}
