import type { AuditTables } from '@lgc/audit/infra'
import type { AuthenticationTables, SessionViewTables } from '@lgc/authentication/infra'
import type { ClientTables } from '@lgc/client/infra'
import type { NotificationTables } from '@lgc/notification/infra'
import type { PersonTables } from '@lgc/person/infra'

/** Every table of the service. A context is handed its own part only. */
export type Tables = AuditTables &
  ClientTables &
  PersonTables &
  NotificationTables &
  AuthenticationTables &
  SessionViewTables
