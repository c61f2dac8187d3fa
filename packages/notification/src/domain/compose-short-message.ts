import type { Letterhead } from './compose-mail.ts'
import type { Language, Message } from './message.ts'
import { plainName } from './plain-name.ts'
import { englishShort } from './templates/english.ts'
import { japaneseShort } from './templates/japanese.ts'
import type { ShortTemplates } from './templates/template.ts'

/** What is handed to a gateway for short messages. The same message has the same id however often it is sent. */
export type ShortMessage = { readonly recipient: string; readonly messageId: string; readonly text: string }

const templates: Record<Language, ShortTemplates> = { en: englishShort, ja: japaneseShort }

type Addressed = Pick<Message, 'kind' | 'language' | 'recipient' | 'dedupeId' | 'data'>

/** The last line of a code lets phones offer it on our own site, and on no other. */
export function composeShortMessage(message: Addressed, { brand, issuer }: Letterhead): ShortMessage {
  const template = templates[message.language][message.kind]
  if (!template) throw new Error(`There are no words for a short message of the kind ${message.kind}`)
  const code = message.data?.['code'] ?? ''
  const words = template({ app: plainName(brand.name), code })
  return {
    recipient: message.recipient,
    messageId: message.dedupeId,
    text: code === '' ? words : `${words}\n\n@${new URL(issuer).hostname} #${code}`,
  }
}
