import { type Core, compose } from '@lgc/composition'
import { violationsIn } from '../../support/invariants.ts'
import { type MailServer, headerOf } from '../../support/mail-server.ts'
import { addOidcProduct, tokensFor } from '../../support/oidc.ts'
import { type Service, testConfig } from '../../support/service.ts'
import { addProduct } from '../../support/signing-in.ts'
import { addPerson, atOnce, issueCode, signIn, testCaller } from '../../support/world.ts'
import { mailBy } from '../../support/mailbox.ts'
import { type GuardName, guards } from './guards-off.ts'
import { openWatched } from './watched-database.ts'

/** Two of the service on one database, perhaps without a guard, and what is wrong after they raced. */
export type Race = (
  service: Service,
  surroundings: { readonly without: GuardName | null; readonly server: MailServer },
) => Promise<readonly string[]>

const [rounds, racers] = [10, 8]

const unwatched = { cross: async () => {}, ask: async () => {} }

async function withTwo<T>(
  { url, clock }: Service,
  { without, server }: Parameters<Race>[1],
  work: (both: readonly [Core, Core]) => Promise<T>,
): Promise<T> {
  const meddling = { moments: unwatched, without: without && guards[without] }
  const databases = [openWatched(url, meddling), openWatched(url, meddling)] as const
  const config = { ...testConfig, ...mailBy(server) }
  const [one, other] = databases
  try {
    return await work([compose(one, config, clock.now), compose(other, config, clock.now)])
  } finally {
    await Promise.all(databases.map(({ db }) => db.destroy()))
  }
}

/** Many redeem the same code. */
export const codeRace: Race = (service, surroundings) =>
  withTwo(service, surroundings, async (both) => {
    const who = await addPerson(service)
    const { client } = await addProduct(service, { secret: null, isFirstParty: true })
    for (let round = 0; round < rounds; round++) {
      const exchange = await issueCode(service, who, client)
      await atOnce(racers, both, (core) => core.exchangeAuthorizationCode(exchange, testCaller))
    }
    return violationsIn(service)
  })

/** Many refresh with the same token. */
export const refreshRace: Race = (service, surroundings) =>
  withTwo(service, surroundings, async (both) => {
    const who = await addPerson(service)
    const product = await addOidcProduct(service, {}, { secret: null })
    for (let round = 0; round < rounds; round++) {
      const { body } = await tokensFor(service, product, who)
      const refreshToken = String(body['refresh_token'])
      const asked = { client: product.client, refreshToken, scope: null, resources: [], dpopThumbprint: null }
      await atOnce(racers, both, (core) => core.refreshTokens(asked, testCaller))
    }
    return violationsIn(service)
  })

/** Two look at the same outbox. */
export const dispatchRace: Race = (service, surroundings) =>
  withTwo(service, surroundings, async (both) => {
    const { received } = surroundings.server
    received.length = 0
    for (let round = 0; round < rounds; round++) await addPerson(service)
    await atOnce(2, both, (core) => core.dispatchMessages?.(testCaller) ?? Promise.resolve(null))
    const ids = received.map((mail) => headerOf(mail, 'Message-ID'))
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
    return [...twice.map((id) => `a message that was sent twice: ${id}`), ...(await violationsIn(service))]
  })

/** Nobody races: somebody signs out, and that is to be all of it. */
export const signOut: Race = (service, surroundings) =>
  withTwo(service, surroundings, async ([core]) => {
    const who = await addPerson(service)
    const { client } = await addProduct(service, { secret: null, isFirstParty: true })
    const { loginToken } = await signIn(service, who, client)
    await core.endSession({ token: loginToken, scope: 'all' }, testCaller)
    return violationsIn(service)
  })
