import { hash } from 'node:crypto'

/** An xid of a seeded row, which follows from its table and number; in ascending order, as true ones are. */
export function seededXid(letter: string, index: number): string {
  return `${letter}${index.toString(32).padStart(18, '0')}0`
}

/** A secret of a seeded row: whoever knows its number can present it. */
export function seededSecret(prefix: string, index: number): string {
  return prefix + hash('sha256', `${prefix} ${index}`, 'base64url')
}

export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex')
}

/** Numbers in no order, but always the same. */
export function scattered(index: number, count: number): number {
  return (index * 7919) % count
}
