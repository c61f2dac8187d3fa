import { type LoginFlow, type ReplyTo, authorizationResponse } from '@lgc/authentication'
import type { HttpContext } from '../http/exchange.ts'
import { type Pages, frameOf, render } from './page-context.ts'
import { formPostView } from './views/index.ts'

type Answer = Readonly<Record<string, string | null>>
type To = Pick<NonNullable<LoginFlow['request']>, 'redirectUri' | 'state'> & {
  readonly openid: Pick<NonNullable<ReplyTo['openid']>, 'responseMode'> | null
}

/**
 * Sends the browser back to the client with an answer, in the way that the client asked for. `iss` is in every
 * answer (RFC 9207); after a form the redirect is 303, so that nothing typed travels along (RFC 9700, section 4.12).
 */
export function answerClient(
  c: HttpContext,
  { config }: Pages,
  { redirectUri, state, openid }: To,
  parameters: Answer,
): Response | Promise<Response> {
  const answer = { ...parameters, state, iss: config.issuer }
  if (openid?.responseMode === 'form_post') {
    const appearance = { client: null, targets: [redirectUri] }
    return render(c, formPostView({ ...frameOf(c, appearance), action: redirectUri, answer }), appearance)
  }
  return c.redirect(authorizationResponse(redirectUri, answer, openid?.responseMode), 303)
}
