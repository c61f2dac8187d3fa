import { type Migration, dropIndex } from './portable.ts'

const superfluous = {
  audit_log: ['audit_log_by_target', 'audit_log_by_agent', 'audit_log_by_action'],
  security_log: ['security_log_by_event', 'security_log_by_identifier'],
} as const

/** Nothing reads by these any more: every filter has an index in the order of reading since 0008-audit-seals. */
export const auditIndexes: Migration = (builder) =>
  Object.entries(superfluous).flatMap(([table, names]) =>
    names.map((name) => dropIndex(builder, table, name)),
  )
