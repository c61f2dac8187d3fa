import type { DeliverShort } from '../app/ports.ts'
import type { ShortMessage } from '../domain/compose-short-message.ts'

/** A gateway for short messages that is spoken to over HTTP; `{recipient}`, `{text}` and `{message_id}` are filled in. */
export type GatewaySettings = {
  readonly url: string
  readonly method: 'POST' | 'PUT' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Request = {
  readonly url: string
  readonly method: GatewaySettings['method']
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Asks somebody outside over HTTP; the status of the answer, or why there is none. */
export type AskGateway = (
  request: Request,
) => Promise<
  | { readonly ok: true; readonly value: { readonly status: number } }
  | { readonly ok: false; readonly refusal: string }
>

type Write = (value: string) => string

/** A gateway takes a message when it says 2xx. What else it says is not repeated: it may repeat the message. */
export function gatewayDelivery(settings: GatewaySettings, ask: AskGateway): DeliverShort {
  return async (message) => {
    const answer = await ask(requestFor(settings, message))
    if (!answer.ok) throw new Error(`the SMS gateway was not reached: ${answer.refusal}`)
    const { status } = answer.value
    if (status < 200 || status > 299) throw new Error(`the SMS gateway answered ${status}`)
  }
}

function requestFor({ url, method, headers, body }: GatewaySettings, message: ShortMessage): Request {
  const named = Object.entries(headers).map(
    ([name, value]) => [name, filled(value, message, inHeader)] as const,
  )
  return {
    url: filled(url, message, encodeURIComponent),
    method,
    headers: Object.fromEntries(named),
    ...(method === 'GET' ? {} : { body: filled(body, message, writerFor(headers)) }),
  }
}

function filled(template: string, { recipient, text, messageId }: ShortMessage, write: Write): string {
  const values: Readonly<Record<string, string>> = { recipient, text, message_id: messageId }
  return template.replace(/\{(recipient|text|message_id)\}/g, (_, name: string) => write(values[name] ?? ''))
}

/** A value stays one value, whatever is in it. */
function writerFor(headers: GatewaySettings['headers']): Write {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (type.startsWith('application/json')) return (value) => JSON.stringify(value).slice(1, -1)
  return type.startsWith('application/x-www-form-urlencoded') ? encodeURIComponent : (value) => value
}

function inHeader(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, ' ')
}

/** What is wrong with the settings of a gateway, if anything: without this it would be noticed at the first message. */
export function gatewayProblem({ url, method, headers, body }: GatewaySettings): string | undefined {
  const all = method === 'GET' ? url : `${url}${body}`
  const missing = ['{recipient}', '{text}'].find((name) => !all.includes(name))
  if (missing !== undefined) return `must say where ${missing} goes`
  if (method === 'GET') return undefined
  const sample: ShortMessage = { recipient: '+810000000', messageId: 'sample', text: '"quoted"\n' }
  const sent = filled(body, sample, writerFor(headers))
  const isJson = writerFor(headers)('"') === '\\"'
  return isJson && !isJsonText(sent) ? 'must be JSON once it is filled in' : undefined
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
