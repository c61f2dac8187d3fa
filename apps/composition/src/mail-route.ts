import type { MailSettings } from '@lgc/notification/infra'

/** What SMTP_URL names: `smtp://…` or `smtps://…`, `file:FOLDER`, or `log`. */
export function mailRoute(url: string): MailSettings['route'] | undefined {
  if (url === 'log') return { kind: 'log' }
  if (/^file:./.test(url)) return { kind: 'file', folder: url.slice('file:'.length) }
  const isServer = /^smtps?:\/\//.test(url) && URL.canParse(url) && new URL(url).hostname !== ''
  return isServer ? { kind: 'smtp', url } : undefined
}

/** One address, alone or behind a name. */
export function isSender(text: string): boolean {
  return /^(?:[^<>@\r\n,;:]+ )?<?[^\s<>@,;:]+@[^\s<>@,;:]+>?$/.test(text)
}
