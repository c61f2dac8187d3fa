export { keyedSecretMemory } from './keyed-secret-memory.ts'
export { sqlApiKeys, sqlKeyLookup, sqlKeyUse } from './sql-api-keys.ts'
export { sqlClients } from './sql-clients.ts'
export { sqlGrants } from './sql-grants.ts'
export {
  type IdempotencyKeys,
  type KeyedRequest,
  sqlIdempotencyKeys,
} from './sql-idempotency-keys.ts'
export { sqlRealms } from './sql-realms.ts'
export type { ClientTables } from './tables.ts'
export { sha256Digest } from './sha256-digest.ts'
