import type { Language } from './frame.ts'
import type { Texts } from './texts.ts'
import { english } from './texts-en.ts'
import { japanese } from './texts-ja.ts'

const languages: Record<Language, Texts> = { en: english, ja: japanese }

export function textsIn(language: Language): Texts {
  return languages[language]
}
