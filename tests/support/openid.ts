import type { RegisteredPerson } from '@lgc/person'
import { type Product, redirectUri, testPassword } from './signing-in.ts'
import type { Page, Visitor } from './visitor.ts'

export const challenge = 'c'.repeat(43)

/** Parameters of an authorization request; null leaves one out, a list repeats it. */
export type Asked = Readonly<Record<string, string | readonly string[] | null>>

export function authorizePath({ client }: Product, more: Asked): string {
  const usual = { client_id: client.clientId, redirect_uri: redirectUri, scope: 'openid profile' }
  const query = new URLSearchParams()
  for (const [name, values] of Object.entries({ response_type: 'code', ...usual, ...more })) {
    for (const value of [values ?? []].flat()) query.append(name, value)
  }
  return `/authorize?${query.toString()}`
}

/** Types identifier and password, from the first page of a flow on. */
export async function signInAt(visitor: Visitor, page: Page, who: RegisteredPerson): Promise<Page> {
  const identified = await visitor.submit(page, { identifier: who.identity.identifier })
  const challenged = await visitor.follow(identified)
  return visitor.follow(await visitor.submit(challenged, { password: testPassword }))
}

export function approve(visitor: Visitor, page: Page, scopes = ['openid', 'profile']): Promise<Page> {
  return visitor.submit(page, { decision: 'approve', approved_scopes: scopes })
}

/** What the client was told in the query of its redirect URI. */
export function parametersIn({ status, location, html }: Page): Record<string, string> {
  if (status !== 303 || !location?.startsWith(`${redirectUri}?`)) {
    throw new Error(`no answer to the client: ${status} ${location} ${html.slice(0, 500)}`)
  }
  return Object.fromEntries(new URL(location).searchParams)
}
