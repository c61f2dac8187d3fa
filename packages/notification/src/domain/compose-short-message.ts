import type { Letterhead } from './compose-mail.ts'
import type { Language, Message } from './message.ts'
import { plainName } from './plain-name.ts'
import { englishCode } from './templates/english.ts'
import { japaneseCode } from './templates/japanese.ts'
import type { ShortTemplate } from './templates/template.ts'

/** What is handed to a gateway for short messages. The same message has the same id however often it is sent. */
export type ShortMessage = { readonly recipient: string; readonly messageId: string; readonly text: string }

const templates: Record<Language, ShortTemplate> = { en: englishCode, ja: japaneseCode }

type Addressed = Pick<Message, 'language' | 'recipient' | 'dedupeId' | 'data'>

/** The last line lets phones offer the code on our own site, and on no other. */
export function composeShortMessage(message: Addressed, { brand, issuer }: Letterhead): ShortMessage {
  const code = message.data?.['code'] ?? ''
  const words = templates[message.language]({ app: plainName(brand.name), code })
  return {
    recipient: message.recipient,
    messageId: message.dedupeId,
    text: `${words}\n\n@${new URL(issuer).hostname} #${code}`,
  }
}
