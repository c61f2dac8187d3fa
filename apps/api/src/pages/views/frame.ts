import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export type Language = 'en' | 'ja'

/** Whose page it is: the client the person signs in to, or the service itself when there is none. */
export type Brand = {
  readonly name: string
  readonly logoUri: string | null
  readonly color: string | null
}

export type Frame = {
  readonly nonce: string
  readonly language: Language
  readonly brand: Brand
}

export type Form = Frame & {
  readonly csrf: string
  readonly flow: string | null
}

/** The name of the service itself, and the brand of a page that belongs to no client. */
export const serviceName = 'LGC'

export function belongsToClient(brand: Brand): boolean {
  return brand.name !== serviceName
}
