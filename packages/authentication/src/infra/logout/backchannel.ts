import { accept, refuse } from '@lgc/kernel'
import type { TellClient } from '../../app/logout/ports.ts'

/** Asks somebody outside over HTTP; the status of the answer, or why there is none. */
type AskClient = (request: {
  readonly url: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}) => Promise<
  | { readonly ok: true; readonly value: { readonly status: number } }
  | { readonly ok: false; readonly refusal: string }
>

/** OpenID Connect Back-Channel Logout 1.0, sections 2.5 and 2.8. What else the client answers is not kept. */
export function backchannel(ask: AskClient): TellClient {
  return async (url, logoutToken) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ logout_token: logoutToken }).toString()
    const answer = await ask({ url, method: 'POST', headers, body })
    if (!answer.ok) return answer
    const { status } = answer.value
    return status === 200 || status === 204 ? accept(true) : refuse(`status_${status}`)
  }
}
