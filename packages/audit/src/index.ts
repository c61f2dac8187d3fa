export { type AppendRequests, type RequestJournal, requestJournal } from './app/request-journal.ts'
export type { ServedRequest } from './domain/served-request.ts'
