import { decodeList, encodeList, isOne, unlessTaken } from '@lgc/sql'
import type { Kysely, Updateable } from 'kysely'
import type { DeviceAuthorizations } from '../../app/device/ports.ts'
import { type DeviceAuthorization, slowDownInSeconds } from '../../domain/device/device-authorization.ts'
import { foreignKeys } from '../foreign-keys.ts'
import type { AuthenticationTables } from '../tables.ts'

type Row = AuthenticationTables['device_authorizations']
type Key = 'devices.device_hash' | 'devices.user_hash' | 'devices.xid'

export function sqlDeviceAuthorizations(db: Kysely<AuthenticationTables>): DeviceAuthorizations {
  const idOf = foreignKeys(db)

  return {
    add(device) {
      const row = {
        xid: device.xid,
        device_hash: device.deviceDigest,
        user_hash: device.userDigest,
        client_id: idOf.client(device.clientXid),
        scopes: encodeList(device.scopes),
        resources: encodeList(device.resources),
        ip_address: device.address,
        user_agent: device.userAgent,
        created_at: device.createdAt,
        expires_at: device.expiresAt,
        interval_in_seconds: device.intervalInSeconds,
      }
      return unlessTaken(db.insertInto('device_authorizations').values(row).execute())
    },

    findByDevice: (digest) => findBy(db, 'devices.device_hash', digest),
    findByUser: (digest) => findBy(db, 'devices.user_hash', digest),
    find: (xid) => findBy(db, 'devices.xid', xid),

    async poll(xid, at) {
      const result = await db
        .updateTable('device_authorizations')
        .set({ polled_at: at })
        .where('xid', '=', xid)
        .where((eb) => {
          const next = eb('polled_at', '+', eb('interval_in_seconds', '*', 1000) as never)
          return eb.or([eb('polled_at', 'is', null), eb(next, '<=', at)])
        })
        .executeTakeFirst()
      if (isOne(result)) return true
      await db
        .updateTable('device_authorizations')
        .set((eb) => ({
          interval_in_seconds: eb('interval_in_seconds', '+', slowDownInSeconds),
          polled_at: at,
        }))
        .where('xid', '=', xid)
        .execute()
      return false
    },

    ...answersOn(db),
  }
}

type Answers = Pick<DeviceAuthorizations, 'open' | 'approve' | 'deny' | 'spend'>

/** Each is settled by the row itself: who comes second changes nothing. */
function answersOn(db: Kysely<AuthenticationTables>): Answers {
  const idOf = foreignKeys(db)

  /** Changes what nobody answered yet. */
  const settle = async (xid: DeviceAuthorization['xid'], change: Updateable<Row>): Promise<boolean> => {
    const result = await db
      .updateTable('device_authorizations')
      .set(change)
      .where('xid', '=', xid)
      .where('approved_at', 'is', null)
      .where('denied_at', 'is', null)
      .executeTakeFirst()
    return isOne(result)
  }

  return {
    async open(xid, loginSessionXid) {
      const result = await db
        .updateTable('device_authorizations')
        .set({ login_session_xid: loginSessionXid })
        .where('xid', '=', xid)
        .where((eb) =>
          eb.or([eb('login_session_xid', 'is', null), eb('login_session_xid', '=', loginSessionXid)]),
        )
        .executeTakeFirst()
      return isOne(result)
    },

    approve: (xid, { personXid, amr, authTime }, at) =>
      settle(xid, {
        approved_at: at,
        person_id: idOf.person(personXid),
        amr: encodeList(amr),
        auth_time: authTime,
      }),

    deny: (xid, at) => settle(xid, { denied_at: at }),

    async spend(xid, at) {
      const result = await db
        .updateTable('device_authorizations')
        .set({ spent_at: at })
        .where('xid', '=', xid)
        .where('spent_at', 'is', null)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

/** By one of the three unique keys. */
async function findBy(
  db: Kysely<AuthenticationTables>,
  key: Key,
  value: string,
): Promise<DeviceAuthorization | undefined> {
  const row = await db
    .selectFrom('device_authorizations as devices')
    .innerJoin('clients', 'clients.id', 'devices.client_id')
    .leftJoin('persons', 'persons.id', 'devices.person_id')
    .selectAll('devices')
    .select([
      'clients.xid as client_xid',
      'clients.client_id as public_client_id',
      'persons.xid as person_xid',
    ])
    .where(key, '=', value as never)
    .executeTakeFirst()
  if (!row) return undefined
  const { person_xid: personXid, amr, auth_time: authTime } = row
  const isApproved = personXid !== null && amr !== null && authTime !== null
  return {
    xid: row.xid,
    deviceDigest: row.device_hash,
    userDigest: row.user_hash,
    clientXid: row.client_xid,
    clientId: row.public_client_id,
    scopes: decodeList(row.scopes),
    resources: decodeList(row.resources),
    address: row.ip_address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    loginSessionXid: row.login_session_xid,
    approval: isApproved ? { personXid, amr: decodeList(amr), authTime } : null,
    deniedAt: row.denied_at,
    spentAt: row.spent_at,
  }
}
