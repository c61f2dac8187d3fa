import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Position } from '@lgc/kernel'
import { z } from 'zod'

/** Turns positions in a list into cursors and back. A cursor is good for the list it was made for, and no other. */
export type Cursors = {
  readonly seal: (list: string, position: Position) => string
  /** Undefined for what was made elsewhere, or for another list. */
  readonly open: (list: string, cursor: string) => Position | undefined
}

const form = /^([A-Za-z0-9_-]{4,3000})[.]([A-Za-z0-9_-]{22})$/
const position = z.array(z.string())

export function sealedCursors(key: string): Cursors {
  const sign = (list: string, payload: string): string =>
    createHmac('sha256', key)
      .update(`cursor\n${list}\n${payload}`)
      .digest()
      .subarray(0, 16)
      .toString('base64url')

  return {
    seal(list, at) {
      const payload = Buffer.from(JSON.stringify(at)).toString('base64url')
      return `${payload}.${sign(list, payload)}`
    },
    open(list, cursor) {
      const [, payload = '', signature = ''] = form.exec(cursor) ?? []
      const isOurs =
        signature !== '' && timingSafeEqual(Buffer.from(signature), Buffer.from(sign(list, payload)))
      return isOurs ? position.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())) : undefined
    },
  }
}
