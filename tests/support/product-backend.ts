import { type LgcClient, lgcClient } from '@lgc/sdk'
import { expect } from 'vitest'
import type { TestDatabase } from './databases.ts'
import { listen } from './listening.ts'
import { freePort } from './playground.ts'
import { type Service, openService } from './service.ts'
import { type Product, addApiKey } from './signing-in.ts'

/** The service behind a socket at the very address that it names itself by, as a product meets it. */
export type Reachable = Service & { readonly issuer: string }

export async function openReachable(create: TestDatabase['create']): Promise<Reachable> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const service = await openService(create, { issuer })
  const listening = await listen(service, { issuer, port })
  return {
    ...service,
    issuer,
    async close() {
      await listening.stop()
      await service.close()
    },
  }
}

/** What the product has on its server: the SDK with the secret and a key of the product. */
export async function backendOf(service: Reachable, product: Product): Promise<LgcClient> {
  const { issuer } = service
  const { client, secret } = product
  const serviceKey = await addApiKey(service, product)
  return lgcClient({
    issuer,
    clientId: client.clientId,
    serviceKey,
    ...(secret === null ? {} : { clientSecret: secret }),
  })
}

type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: { readonly code: string } }

/** The value of a good answer; a problem here is a mistake of the test. */
export function goodValue<T>(answer: Answer<T>): T {
  expect(answer).toMatchObject({ ok: true })
  if (!answer.ok) throw new Error(answer.problem.code)
  return answer.value
}
