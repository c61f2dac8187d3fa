import { expect, it } from 'vitest'
import { mask } from './mask.ts'

it.each([
  ['ada@example.com', 'a***@example.com'],
  ['+819012345678', '+81***78'],
  ['ACME-1001', 'ACME-***'],
  ['hunter2', '***'],
  ['my secret@home', '***'],
  ['', '***'],
])('shows of %j only %j', (identifier, masked) => {
  expect(mask(identifier)).toBe(masked)
})

it('stays within the column whatever was typed', () => {
  expect(mask(`a@${'x'.repeat(1000)}.example`).length).toBeLessThanOrEqual(255)
})
