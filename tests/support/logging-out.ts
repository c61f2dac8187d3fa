import type { OAuthSettings } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import { type OidcProduct, addOidcProduct, claimsIn, loginTokenOf, oidcCode, redeem } from './oidc.ts'
import { authorizePath, parametersIn } from './openid.ts'
import type { Service } from './service.ts'
import { type Page, type Visitor, newVisitor } from './visitor.ts'

export const signedOutUri = 'https://app.example/signed-out?from=lgc'

export function addLeavingProduct(
  service: Service,
  oauth: Partial<OAuthSettings> = {},
): Promise<OidcProduct> {
  return addOidcProduct(service, oauth, { postLogoutRedirectUris: [signedOutUri] })
}

/** Somebody in a browser who signed in to a product, and the ID token that the product has of it. */
export type Leaver = {
  readonly visitor: Visitor
  readonly loginToken: string
  readonly idToken: string
  readonly sid: string
}

export async function signedInTo(
  service: Service,
  product: OidcProduct,
  who: RegisteredPerson,
  { loginToken: known, scope = 'openid' }: { readonly loginToken?: string; readonly scope?: string } = {},
): Promise<Leaver> {
  const loginToken = known ?? (await loginTokenOf(service, who))
  const code = await oidcCode(service, product, who, { scope, loginToken })
  const { body } = await redeem(service, product, code)
  const idToken = String(body['id_token'])
  const visitor = newVisitor(service)
  visitor.cookies.set('lgc_session', loginToken)
  return { visitor, loginToken, idToken, sid: String(claimsIn(idToken)['sid']) }
}

export function logoutPath(parameters: Readonly<Record<string, string>>): string {
  return `/logout?${new URLSearchParams(parameters).toString()}`
}

/** What the product is told when it asks without a page whether the browser is signed in. */
export async function standingOf(visitor: Visitor, product: OidcProduct): Promise<string> {
  const answer: Page = await visitor.visit(authorizePath(product, { prompt: 'none', scope: 'openid' }))
  return parametersIn(answer)['error'] ?? 'signed_in'
}
