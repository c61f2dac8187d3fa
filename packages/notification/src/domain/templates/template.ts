import type { MessageData, MessageKind } from '../message.ts'

/** The words of one kind of message in one language. `app` is the name of the brand it wears. */
export type Template = {
  readonly subject: (app: string) => string
  readonly heading: string
  readonly lines: (app: string) => readonly string[]
  /** What the link is called; null where there is none. */
  readonly button: string | null
  /** Said after the link. */
  readonly closing: readonly string[]
}

export type Phrases = { readonly linkHint: string; readonly footer: (app: string) => string }

/** One short message. */
export type ShortTemplate = (about: { readonly app: string; readonly code: string }) => string

/** The kinds that are sent to phones. */
export type ShortTemplates = Partial<Record<MessageKind, ShortTemplate>>

/** Where the link of a kind of message leads, on our own site. */
export type PathOf = (data: MessageData) => string
