import { describe, expect, it } from 'vitest'
import { isSender, mailRoute } from './mail-route.ts'

describe('the way that mail leaves', () => {
  it.each([
    ['log', { kind: 'log' }],
    ['file:./data/mail', { kind: 'file', folder: './data/mail' }],
    ['smtp://127.0.0.1:2525', { kind: 'smtp', url: 'smtp://127.0.0.1:2525' }],
    ['smtps://lgc:secret@mail.example', { kind: 'smtp', url: 'smtps://lgc:secret@mail.example' }],
    ['file:', undefined],
    ['smtp://', undefined],
    ['mail.example:25', undefined],
    ['https://mail.example', undefined],
  ])('%s', (url, route) => {
    expect(mailRoute(url)).toEqual(route)
  })
})

describe('a sender', () => {
  it.each([
    ['no-reply@example.com', true],
    ['LGC <no-reply@example.com>', true],
    ['no-reply', false],
    ['a@example.com, b@example.com', false],
    ['LGC\r\nBcc: b@example.com', false],
  ])('%j: %s', (text, isOne) => {
    expect(isSender(text)).toBe(isOne)
  })
})
