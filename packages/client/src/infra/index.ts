export { keyedSecretMemory } from './keyed-secret-memory.ts'
export { nodeNetworks } from './node-networks.ts'
export { sqlApiKeys, sqlKeyLookup, sqlKeyUse } from './sql-api-keys.ts'
export { sqlClientList, sqlClients } from './sql-clients.ts'
export { sqlGrantList, sqlGrants } from './sql-grants.ts'
export { sqlRealmList, sqlRealms } from './sql-realms.ts'
export {
  type IdempotencyKeys,
  type KeyedRequest,
  sqlIdempotencyKeys,
  sqlKeptAnswers,
} from './sql-idempotency-keys.ts'
export type { ClientTables } from './tables.ts'
export { sha256Digest } from './sha256-digest.ts'
