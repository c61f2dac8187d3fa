/** Why the program does not do what it was asked to: a code for scripts, a sentence for people. */
export type CliRefusal = {
  readonly code: string
  readonly sentence: string
  /** Each problem on a line of its own. */
  readonly list?: readonly string[]
}

/** What a command has to say. One that was half done says what it did, and why it did no more. */
export type Answer = {
  /** For standard output, in the form that was asked for. Raw secrets are here and nowhere else. */
  readonly result?: { readonly text: string; readonly json: unknown }
  /** For people, on standard error. */
  readonly note?: string
  readonly refusal?: CliRefusal
  /** Thrown once the rest has been said. */
  readonly fault?: Error
}

export function refused(code: string, sentence: string, list: readonly string[] = []): Answer {
  return { refusal: { code, sentence, list } }
}
