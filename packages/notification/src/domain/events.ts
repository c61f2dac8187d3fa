export type NotificationAction = 'message.sent' | 'message.parked' | 'message.retried' | 'messages.swept'
