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

type Turn = {
  readonly ratio: number
  readonly signIns: number
  readonly rate: number
  readonly failures: number
}

/** What sign-ins that take all the argon2 there is leave of everything else: each alone, and beside them, in turns. */
export async function besideSignIns(world: World): Promise<Figures> {
  const { filler, size } = world
  await proveClientOnce(world)
  const { origin } = await world.server('lgc')
  const people = await givePasswords(filler, size.persons)
  const proofs = dealt(people.map(verifyRequest), signInConnections)
  const signIns = { origin, requests: proofs, seconds: Math.max(size.seconds * 2, 2) }
  const turns: Record<Kind, Turn[]> = { 'session check': [], 'code exchange': [] }
  for (let round = 0; round <= size.rounds; round++) {
    for (const kind of kinds) {
      const rate = turns[kind].at(-1)?.rate ?? 0
      turns[kind].push(await turnOf(world, { kind, signIns, rate }))
    }
  }
  const counted = kinds.map((kind) => turns[kind].slice(1))
  const ratios = kinds.map((kind, index) => [
    `${kind} × alone`,
    median((counted[index] ?? []).map(({ ratio }) => ratio)),
  ])
  return {
    row: 'beside-sign-ins',
    database: world.database.name,
    contenders: [],
    values: {
      ...Object.fromEntries(ratios),
      'sign-ins per second meanwhile': median(counted.flat().map((turn) => turn.signIns)),
      [failed]: counted.flat().reduce((sum, { failures }) => sum + failures, 0),
    },
    generatorShare: null,
  }
}

type Asked = {
  readonly kind: Kind
  readonly signIns: Order & { readonly seconds: number }
  readonly rate: number
}

/** Alone, and then beside the sign-ins. */
async function turnOf(world: World, { kind, signIns, rate }: Asked): Promise<Turn> {
  const { origin, seconds } = signIns
  const alone = await world.generator.send([await orderOf(world, kind, { origin, seconds, rate })])
  const known = rateOf(alone.loaded[0])
  const order = await orderOf(world, kind, { origin, seconds, rate: known })
  const both = await world.generator.send([order, signIns])
  const [beside, meanwhile] = both.loaded
  return {
    ratio: rateOf(beside) / known,
    signIns: rateOf(meanwhile),
    rate: known,
    failures: failuresOf(alone) + failuresOf(both),
  }
}

type At = { readonly origin: string; readonly seconds: number; readonly rate: number }

async function orderOf(world: World, kind: Kind, { origin, seconds, rate }: At): Promise<Order> {
  const { size } = world
  if (kind === 'session check') {
    return { origin, requests: dealt(sessionChecks(world, size.sessions), connections), seconds }
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
