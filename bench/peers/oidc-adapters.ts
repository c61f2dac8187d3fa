import type { RawDatabase } from '../servers/raw-database.ts'

type Payload = Readonly<Record<string, unknown>>

/** What oidc-provider asks of whoever keeps its things for it. */
type Adapter = {
  readonly upsert: (id: string, payload: Payload, expiresIn?: number) => Promise<void>
  readonly find: (id: string) => Promise<Payload | undefined>
  readonly findByUid: (uid: string) => Promise<Payload | undefined>
  readonly findByUserCode: (code: string) => Promise<Payload | undefined>
  readonly consume: (id: string) => Promise<void>
  readonly destroy: (id: string) => Promise<void>
  readonly revokeByGrantId: (grantId: string) => Promise<void>
}

export type AdapterFactory = (model: string) => Adapter

/** It never asks for interactions here, which is what these two are for. */
const neverAsked = { findByUid: async () => undefined, findByUserCode: async () => undefined }

/** Everything in this process: what it costs without a database. */
export function memoryAdapters(): AdapterFactory {
  const kept = new Map<string, Payload>()
  return (model) => {
    const keyOf = (id: string): string => `${model}:${id}`
    return {
      ...neverAsked,
      upsert: async (id, payload) => void kept.set(keyOf(id), payload),
      find: async (id) => kept.get(keyOf(id)),
      consume: async (id) => void kept.set(keyOf(id), { ...kept.get(keyOf(id)), consumed: nowInSeconds() }),
      destroy: async (id) => void kept.delete(keyOf(id)),
      revokeByGrantId: async () => {},
    }
  }
}

const table = `create table if not exists oidc_payloads (
  id varchar(120) primary key, payload text not null, grant_id varchar(120), expires_at bigint, consumed bigint)`
const index = 'create index oidc_payloads_by_grant on oidc_payloads (grant_id)'

/** A row for each thing, found by its key: as little as an adapter over a database can do. */
export async function databaseAdapters(database: RawDatabase): Promise<AdapterFactory> {
  await database.run(table, [])
  await database.run(index, [])
  return (model) => {
    const keyOf = (id: string): string => `${model}:${id}`
    return {
      ...neverAsked,
      async upsert(id, payload, expiresIn) {
        const grant = typeof payload['grantId'] === 'string' ? payload['grantId'] : null
        const end = expiresIn === undefined ? null : nowInSeconds() + expiresIn
        await database.run(
          'replace into oidc_payloads (id, payload, grant_id, expires_at) values (?, ?, ?, ?)',
          [keyOf(id), JSON.stringify(payload), grant, end],
        )
      },
      async find(id) {
        const row = await database.find('select payload, consumed from oidc_payloads where id = ?', [
          keyOf(id),
        ])
        if (!row) return undefined
        const payload = JSON.parse(String(row['payload'])) as Payload
        return row['consumed'] === null ? payload : { ...payload, consumed: Number(row['consumed']) }
      },
      async consume(id) {
        await database.run('update oidc_payloads set consumed = ? where id = ? and consumed is null', [
          nowInSeconds(),
          keyOf(id),
        ])
      },
      async destroy(id) {
        await database.run('delete from oidc_payloads where id = ?', [keyOf(id)])
      },
      async revokeByGrantId(grantId) {
        await database.run('delete from oidc_payloads where grant_id = ?', [grantId])
      },
    }
  }
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
