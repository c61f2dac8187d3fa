import { describe, expect, it } from 'vitest'
import { type Brand, composeMail } from './compose-mail.ts'
import { type Language, messageKinds } from './message.ts'

const issuer = 'https://login.example.com'
const brand: Brand = { name: 'Notes', color: '#0f766e' }
const token = 'lgp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'

const mail = (
  kind: (typeof messageKinds)[number],
  { language = 'en', wears = brand }: { readonly language?: Language; readonly wears?: Brand } = {},
) =>
  composeMail(
    {
      kind,
      language,
      recipient: 'ada@example.com',
      dedupeId: 'reset.1',
      data: { token, flow: 'f1', code: '012345' },
    },
    { brand: wears, issuer },
  )

const linksIn = (text: string): readonly string[] => text.match(/https?:\/\/[^\s"<]+/g) ?? []

describe.each(messageKinds)('a mail of the kind %s', (kind) => {
  it.each(['en', 'ja'] as const)('has a subject and words in %s, and no link but ours', (language) => {
    const { subject, text, html } = mail(kind, { language })
    expect(subject).toContain('Notes')
    expect(html).toContain(`lang="${language}"`)
    for (const link of [...linksIn(text), ...linksIn(html)]) expect(link.startsWith(`${issuer}/`)).toBe(true)
    expect(linksIn(text).length).toBe(['one_time_code', 'phone_change'].includes(kind) ? 0 : 1)
  })

  it('has the same Message-ID every time', () => {
    expect(mail(kind).messageId).toBe('<reset.1@login.example.com>')
  })
})

describe('a mail', () => {
  it('wears the colour of the client, if it is one', () => {
    expect(mail('password_reset').html).toContain('#0f766e')
    const html = mail('password_reset', { wears: { name: 'Notes', color: 'red;background:url(//x)' } }).html
    expect(html).not.toContain('url(')
  })

  it('leads to the page of its kind, with the token', () => {
    expect(linksIn(mail('password_reset').text)).toEqual([`${issuer}/recover/reset?token=${token}&flow=f1`])
    expect(linksIn(mail('email_verification').text)).toEqual([`${issuer}/verify-email?token=${token}`])
  })

  it('says the code that is to be typed, in both of its forms', () => {
    const { text, html } = mail('one_time_code')
    expect(text).toMatch(/^012345$/m)
    expect(html).toContain('>012345</p>')
  })

  it.each([
    ['<a href="https://evil.tld">Notes</a>'],
    ['Notes https://evil.tld/reset'],
    ['evil.tld'],
    ['Notes\r\nBcc: somebody@evil.tld'],
    ['Notes" onclick="x'],
  ])('lets a name inject neither markup, links nor headers: %j', (name) => {
    const { subject, text, html } = mail('password_reset', { wears: { name, color: null } })
    expect(subject).not.toMatch(/[\r\n]/)
    expect(`${subject}${text}${html}`).not.toMatch(/evil\.tld|@evil/)
    expect(html).not.toMatch(/<a href="https:\/\/evil|" onclick/)
    expect(linksIn(html).every((link) => link.startsWith(issuer))).toBe(true)
  })
})
