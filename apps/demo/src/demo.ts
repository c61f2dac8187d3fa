import type { LgcClient } from '@lgc/sdk'
import type { BrowserCookie } from './browser-cookie.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import type { DemoSettings } from './demo-settings.ts'
import type { PendingSignIns } from './pending-sign-ins.ts'

/** What every route of the app may use. */
export type Demo = {
  readonly settings: DemoSettings
  readonly lgc: LgcClient
  readonly cookie: BrowserCookie
  readonly signIns: PendingSignIns
  readonly sessions: BrowserSessions
}
