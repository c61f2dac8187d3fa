type Circumstances = {
  readonly cause?: unknown
  readonly status?: number
  readonly requestId?: string | undefined
  readonly retryAfterInSeconds?: number | undefined
}

/** LGC did not answer, not in time, or not in its own words. What it did with the request is not known. */
export class LgcUnavailable extends Error {
  override readonly name = 'LgcUnavailable'
  /** Of the answer, if there was one. */
  readonly status: number | undefined
  readonly requestId: string | undefined
  /** When LGC, or what stands in front of it, asks to be tried again. */
  readonly retryAfterInSeconds: number | undefined

  constructor(message: string, circumstances: Circumstances = {}) {
    super(message, { cause: circumstances.cause })
    this.status = circumstances.status
    this.requestId = circumstances.requestId
    this.retryAfterInSeconds = circumstances.retryAfterInSeconds
  }
}
