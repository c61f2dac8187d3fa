export { deliveryBy } from './delivery-by.ts'
export type { MailSettings } from './mail-settings.ts'
export { sqlOutbox } from './sql-outbox.ts'
export type { NotificationTables } from './tables.ts'
