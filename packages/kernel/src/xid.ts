import type { Brand } from './brand.ts'

/** External id of an entity: 20 characters, sortable, sequential. Never a secret. */
export type Xid = Brand<string, 'Xid'>

/** Makes the next id. The app shell decides how; the domain only asks. */
export type NewXid = () => Xid

const form = /^[0-9a-v]{20}$/

export function parseXid(text: string): Xid | undefined {
  return form.test(text) ? (text as Xid) : undefined
}
