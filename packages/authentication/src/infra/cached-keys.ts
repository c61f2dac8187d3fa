import { type Clock, type Instant, later } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import { type CompactVerifyGetKey, type JSONWebKeySet, createLocalJWKSet, errors } from 'jose'
import { z } from 'zod'
import { KeysUnavailable } from './jose-foreign-tokens.ts'

type Dependencies = {
  readonly ask: AskOutside
  /** Where the keys are; undefined when that cannot be found out now. */
  readonly findUri: () => Promise<string | undefined>
  readonly now: Clock
}

type Known = { readonly keys: CompactVerifyGetKey; readonly since: Instant }

const freshForSeconds = 3600
/** Good for as long as an outage of the issuer is likely to last. */
const usableForSeconds = 86_400
const cooldownInSeconds = 30
const mostKeys = 100

const document = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(mostKeys) })

/**
 * The public keys of an issuer, fetched when they are needed and kept for an hour. A key that is not among them has them
 * fetched again, but not more often than every half minute: anybody can make up a `kid`.
 */
export function cachedKeys({ ask, findUri, now }: Dependencies): CompactVerifyGetKey {
  let known: Known | undefined
  let triedAt: Instant | undefined
  let underWay: Promise<void> | undefined

  const refresh = async (): Promise<void> => {
    const uri = await findUri()
    const answer = uri === undefined ? undefined : await ask({ url: uri })
    const keys = answer?.ok && answer.value.status === 200 ? parseKeys(answer.value.text()) : undefined
    if (keys) known = { keys, since: now() }
  }

  const tryRefresh = async (): Promise<void> => {
    if (!underWay && triedAt !== undefined && now() < later(triedAt, cooldownInSeconds)) return
    triedAt = now()
    underWay ??= refresh().finally(() => {
      underWay = undefined
    })
    await underWay
  }

  const current = async (): Promise<CompactVerifyGetKey> => {
    if (!known || now() >= later(known.since, freshForSeconds)) await tryRefresh()
    if (!known || now() >= later(known.since, usableForSeconds)) throw new KeysUnavailable()
    return known.keys
  }

  return async (header, token) => {
    const keys = await current()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await tryRefresh()
      return (await current())(header, token)
    }
  }
}

function parseKeys(text: string): CompactVerifyGetKey | undefined {
  try {
    return createLocalJWKSet(document.parse(JSON.parse(text)) as JSONWebKeySet)
  } catch {
    return undefined
  }
}
