import { type OidcProduct, basic } from '../../support/oidc.ts'
import type { Reply } from '../../support/processes.ts'
import type { History, Span } from './history.ts'
import type { Life } from './life.ts'
import type { Callee, Recorder } from './recorder.ts'

type Tools = {
  readonly history: History
  readonly recorder: Recorder
  readonly product: OidcProduct
  readonly family: string
  /** When the code was exchanged. */
  readonly span: Span
}

type Kept = { readonly family: string; readonly access: string[]; readonly refresh: string[] }

/** The life of the tokens that came of one code: a chain of refresh tokens, and the access tokens of each link. */
export function tokenLife(first: Reply, { history, recorder, product, family, span: begun }: Tools): Life {
  const { client, secret } = product
  const headers = { Authorization: basic(client.clientId, secret ?? '') }
  const kept: Kept = { family, access: [], refresh: [] }
  keep(history, kept, { reply: first, span: begun })

  const introspect = async (callee: Callee, token: string): Promise<void> => {
    const { reply, span } = await recorder.ask(callee, '/introspect', { form: { token }, headers })
    if (reply) history.note(token, reply.body['active'] === true ? 'seen live' : 'seen over', span)
  }
  const readUserinfo = async (callee: Callee, token: string): Promise<void> => {
    const outgoing = { method: 'GET', headers: { Authorization: `Bearer ${token}` } }
    const { reply, span } = await recorder.ask(callee, '/userinfo', outgoing)
    if (reply) history.note(token, reply.status === 200 ? 'seen live' : 'seen over', span)
  }
  const refresh = async (callee: Callee, token: string): Promise<void> => {
    const form = { grant_type: 'refresh_token', refresh_token: token }
    const { reply, span } = await recorder.ask(callee, '/token', { form, headers })
    if (reply?.status === 400) {
      // A link that is spent gives away that there are two holders, and ends all.
      history.note(token, 'seen over', span)
      history.note(family, 'ends', span)
      return
    }
    history.note(token, 'spends', span)
    // Without an answer, it may have been the second use as well.
    if (reply) keep(history, kept, { reply, span })
    else history.note(family, 'ends', span)
  }
  const revoke = async (callee: Callee, token: string, register: string): Promise<void> => {
    const { span } = await recorder.ask(callee, '/revoke', { form: { token }, headers })
    history.note(register, 'ends', span)
  }

  return {
    act(callee, chance) {
      const rest = chance * 1000
      const access = oneOf(kept.access, rest)
      const link = oneOf(kept.refresh, rest)
      if (chance < 0.1) return refresh(callee, kept.refresh.at(-1) ?? link)
      if (chance < 0.115) return refresh(callee, link)
      if (chance < 0.145) return revoke(callee, access, access)
      if (chance < 0.16) return revoke(callee, link, family)
      if (chance < 0.35) return readUserinfo(callee, access)
      return introspect(callee, chance < 0.7 ? access : link)
    },
    async checkAll(callee) {
      for (const token of [...kept.access, ...kept.refresh]) await introspect(callee, token)
      for (const token of kept.access) await readUserinfo(callee, token)
    },
  }
}

type Issued = { readonly reply: Reply; readonly span: Span }

function keep(history: History, { family, access, refresh }: Kept, { reply, span }: Issued): void {
  for (const [kind, tokens] of [
    ['access_token', access],
    ['refresh_token', refresh],
  ] as const) {
    const token = reply.body[kind]
    if (typeof token !== 'string') throw new Error(`${reply.status} without ${kind}: ${reply.text}`)
    history.join(token, family)
    history.note(token, 'begins', span)
    tokens.push(token)
  }
}

/** The newest more often than those before it. */
function oneOf(tokens: readonly string[], chance: number): string {
  const back = Math.floor((chance % 1) ** 2 * tokens.length)
  return tokens.at(-1 - back) ?? ''
}
