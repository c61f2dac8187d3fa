export type OutboundRequest = {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What somebody outside answered. None of it is for callers of this service. */
export type OutboundAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly text: () => string
}

/** Why there is no answer. The first five are decided before a byte is sent. */
export type OutboundRefusal =
  | 'url_malformed'
  | 'url_insecure'
  | 'port_forbidden'
  | 'address_forbidden'
  | 'name_unresolved'
  | 'destination_busy'
  | 'destination_broken'
  | 'connection_failed'
  | 'timed_out'
  | 'redirected'
  | 'answer_too_large'
