export { type AskOutside, type OutboundSettings, guardedFetch } from './guarded-fetch.ts'
export type { OutboundAnswer, OutboundRefusal, OutboundRequest } from './outbound-request.ts'
export { isReachEntry } from './reach.ts'
