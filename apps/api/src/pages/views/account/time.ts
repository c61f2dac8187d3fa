import type { Instant } from '@lgc/kernel'
import { html } from 'hono/html'
import type { Html, Language } from '../frame.ts'

const formats: Record<Language, Intl.DateTimeFormat> = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
  ja: new Intl.DateTimeFormat('ja-JP', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
}

/** An instant in words. Where somebody lives is not known here, so it says by which clock. */
export function timeText(instant: Instant, language: Language): string {
  return `${formats[language].format(instant)} UTC`
}

export function time(instant: Instant, language: Language): Html {
  return html`<time datetime="${new Date(instant).toISOString()}">${timeText(instant, language)}</time>`
}
