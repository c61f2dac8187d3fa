import { accept, parseXid, refuse } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { perform } from './perform.ts'
import { report } from './report.ts'
import type { Step } from './step.ts'

const xid = parseXid('00000000000000000001')
const made: Step = {
  kind: 'api_key',
  name: 'bar-app/made',
  clientId: 'bar-app',
  outcome: 'created',
  changes: [],
  carryOut: async () => {
    if (!xid) throw new Error('not an xid')
    return accept({ xid, secret: 'the secret that was made' })
  },
}
const never: Step = { ...made, name: 'bar-app/never' }

describe('steps of which one fails', () => {
  it('still tell the secret that was made before a refusal, and stop there', async () => {
    const refused: Step = { ...made, name: 'bar-app/again', carryOut: async () => refuse('api_key_taken') }
    const { result, refusal } = report(await perform([made, refused, never]))
    expect(result?.text).toContain('the secret that was made')
    expect(result?.text).not.toContain('never')
    expect(refusal?.code).toBe('api_key_taken')
    expect(refusal?.sentence).toContain('bar-app/again')
  })

  it('still tell it before a fault', async () => {
    const broken: Step = { ...made, carryOut: () => Promise.reject(new Error('the database is gone')) }
    const { result, fault } = report(await perform([made, broken, never]))
    expect(result?.text).toContain('the secret that was made')
    expect(fault?.message).toBe('the database is gone')
  })
})
