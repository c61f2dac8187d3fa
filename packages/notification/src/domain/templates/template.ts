import type { MessageData } from '../message.ts'

/** The words of one kind of message in one language. `app` is the name of the brand it wears. */
export type Template = {
  readonly subject: (app: string) => string
  readonly heading: string
  readonly lines: (app: string) => readonly string[]
  readonly button: string
  /** Said after the button. */
  readonly closing: readonly string[]
}

export type Phrases = { readonly linkHint: string; readonly footer: (app: string) => string }

/** Where the button of a kind of message leads, on our own site. */
export type PathOf = (data: MessageData) => string
