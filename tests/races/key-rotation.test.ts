import { compose } from '@lgc/composition'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type World, openWorld, testCaller, testSettings, valueOf } from '../support/world.ts'

const { issuer } = testSettings
const tokenLifetimeInSeconds = 3600
const secondsOfStep = 30
/** A list of keys is kept for five minutes. */
const stepsOfList = 10
const stepsBetweenRotations = 40
const rotations = 5

type Live = { readonly token: string; readonly until: number }

describe.each(databases)('signing keys that rotate under load on $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  const another = (): World['core'] =>
    compose({ ...world.database, db: world.anotherPool() }, testSettings, world.clock.now)

  const sign = async (core: World['core']): Promise<Live> => {
    const iat = Math.floor(world.clock.now() / 1000)
    const claims = { iss: issuer, iat, exp: iat + tokenLifetimeInSeconds }
    const token = await core.signToken({ alg: 'ES256', typ: 'at+jwt', claims })
    return { token, until: claims.exp * 1000 }
  }

  /** Somebody who verifies by the published keys, and asks for them at a moment of their own. */
  const relyingParty = (phase: number, core: World['core']) => {
    let keys: ReturnType<typeof createLocalJWKSet> | undefined
    return async (step: number, tokens: readonly Live[]): Promise<readonly boolean[]> => {
      if (!keys || step % stepsOfList === phase) {
        const published = await core.publishKeys()
        keys = createLocalJWKSet({ keys: [...published.keys] })
      }
      const kept = keys
      const options = { issuer, typ: 'at+jwt', currentDate: new Date(world.clock.now()) }
      const verdicts = tokens.map(({ token }) => jwtVerify(token, kept, options))
      return (await Promise.allSettled(verdicts)).map(({ status }) => status === 'fulfilled')
    }
  }

  /** The newest, one of middle age and the oldest that are still good. */
  const sampleOf = (live: readonly Live[]): readonly Live[] => {
    const good = live.filter(({ until }) => until > world.clock.now())
    return [good.at(-1), good.at(-2), good[Math.floor(good.length / 2)], good[0]].filter((one) => !!one)
  }

  it('fail no verification of anybody who keeps the list for five minutes', async () => {
    const processes = [world.core, another()]
    const parties = Array.from({ length: stepsOfList }, (_, phase) =>
      relyingParty(phase, processes[phase % 2] ?? world.core),
    )
    const live: Live[] = []
    const tally = { good: 0, failed: 0 }
    for (let step = 0; step < (rotations + 1) * stepsBetweenRotations; step++) {
      const isTime = step > 0 && step % stepsBetweenRotations === 0
      const [tokens, rotated] = await Promise.all([
        Promise.all(processes.map(sign)),
        isTime ? world.core.rotateKey('ES256', testCaller) : null,
      ])
      if (rotated) valueOf(rotated)
      live.push(...tokens)
      const sample = sampleOf(live)
      const verdicts = await Promise.all(parties.map((verify) => verify(step, sample)))
      for (const isGood of verdicts.flat()) tally[isGood ? 'good' : 'failed']++
      world.clock.pass(secondsOfStep)
    }
    expect(new Set(live.map(({ token }) => decodeProtectedHeader(token).kid)).size).toBe(rotations + 1)
    expect(tally.failed).toBe(0)
    expect(tally.good).toBeGreaterThan(9000)
  }, 60_000)
})
