/** One request, as the generator sends it. */
export type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the generator is to do; each connection has requests of its own. */
export type Order = {
  readonly origin: string
  readonly requests: readonly (readonly Outgoing[])[]
  /** For how long they are sent round and round; null sends each of them once. */
  readonly seconds: number | null
  /** Whether it ends before that when every request was sent. */
  readonly isOnce?: boolean
  /** How many a second over all connections, whether or not answers come; null for as many as are answered. */
  readonly rate?: number | null
}

/** What came back with one status. */
export type Answers = {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly slowest: number
}

export type Loaded = {
  readonly seconds: number
  /** Connections that broke, and requests that nobody answered. */
  readonly errors: number
  readonly byStatus: Readonly<Record<string, Answers>>
}

export type Report = {
  readonly loaded: readonly Loaded[]
  /** How much of one core the generator itself took. */
  readonly share: number
}

/** Deals requests out to so many connections; those that belong together to the same one. */
export function dealt<T>(all: readonly T[], connections: number, together = 1): readonly (readonly T[])[] {
  const hands = Math.min(connections, Math.ceil(all.length / together))
  return Array.from({ length: hands }, (_, hand) =>
    all.filter((_item, index) => Math.floor(index / together) % hands === hand),
  )
}
