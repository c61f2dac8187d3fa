import { argon2Turns } from '@lgc/person/infra'
import { type Row, times } from '../measure.ts'
import { benchCaller } from '../seed/client.ts'
import type { BenchWorld } from '../world.ts'

const identifier = 'ada.of.the.bench@example.com'
const password = 'correct horse battery'
const atOnce = 8

/** Proving a password, against verifying a hash of the same cost and nothing else. */
export async function passwordProof({ core, config, size }: BenchWorld): Promise<Row> {
  const realm = await core.queries.realms.find('default')
  if (!realm) throw new Error('the default realm is missing')
  const person = { nameDisplay: 'Ada', nameLegal: null, type: 'email', identifier } as const
  await core.registerPerson({ ...person, realmXid: realm.xid, password }, benchCaller)
  const take = argon2Turns(config.argon2)
  const stored = await take((turn) => turn.hash(password))
  if (stored === 'overloaded') throw new Error('nothing else hashes here')
  const prove = async (): Promise<void> => {
    const proof = await core.verifyByPassword({ identifier, password, clientId: null }, benchCaller)
    if (!proof.ok) throw new Error(`the password was refused: ${JSON.stringify(proof.refusal)}`)
  }
  return {
    name: 'password proof',
    limitIs: 'argon2id of the same cost',
    subject: times(size.hashes, atOnce, prove),
    limit: times(size.hashes, atOnce, () => take((turn) => turn.verify(stored, password))),
  }
}
