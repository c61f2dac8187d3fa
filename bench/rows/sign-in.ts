import type { Figures } from '../figures.ts'
import { type Order, dealt } from '../load/order.ts'
import { type Contender, compare, goodAnswers } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import { benchPassword, givePasswords, identifyRequest, posted, verifyRequest } from '../seed/passwords.ts'
import { connections } from '../size.ts'
import type { World } from '../world.ts'
import { sessionChecks } from './session.ts'

/** A product at work while people sign in: far below what the service can do. */
const checksPerSecond = 200
const checkConnections = 8
const atOnce = 16

/** Naming oneself and proving it by password, and what products notice of it meanwhile. */
export async function signIn(world: World): Promise<Figures> {
  const people = await givePasswords(world.filler, world.size.persons)
  const proofs = { requests: people.map(verifyRequest) }
  const pairs = { requests: people.flatMap((one) => [identifyRequest(one), verifyRequest(one)]) }
  const seconds = Math.max(2, world.size.seconds * 2)
  const figures = await compare(world, {
    row: 'sign-in',
    atOnce,
    seconds,
    contenders: [
      { name: 'bare', server: await world.server('bare'), work: proofs },
      await peerSignIn(world),
      { name: 'lgc', server: await world.server('lgc'), work: pairs, requestsInOne: 2 },
    ],
  })
  const { origin } = await world.server('lgc')
  const { loaded } = await world.generator.send([
    { origin, seconds, requests: dealt(pairs.requests, atOnce, 2) },
    checksMeanwhile(world, origin, seconds),
  ])
  const [, checks] = loaded
  const meanwhile = checks ? goodAnswers(checks).p99 : Number.NaN
  return { ...figures, values: { ...figures.values, 'session check p99 ms': meanwhile } }
}

/** Session checks at an even pace, beside something else. */
export function checksMeanwhile(world: World, origin: string, seconds: number): Order {
  const requests = dealt(sessionChecks(world, 1000), checkConnections)
  return { origin, requests, seconds, rate: checksPerSecond }
}

async function peerSignIn(world: World): Promise<Contender> {
  const server = await world.server('better-auth')
  await madeBy(server, 'session', connections)
  const requests = Array.from({ length: connections }, (_, index) =>
    posted('/api/auth/sign-in/email', { email: `ada${index}@example.com`, password: benchPassword }),
  )
  return { name: 'better-auth', server, work: { requests } }
}
