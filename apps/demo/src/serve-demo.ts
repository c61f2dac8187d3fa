import { type ServerType, serve } from '@hono/node-server'
import { demoApp } from './demo-app.ts'
import type { DemoSettings } from './demo-settings.ts'
import { openIdApp } from './openid/openid-app.ts'

export type RunningDemo = { readonly close: () => Promise<void> }

/** Serves one app on the loopback interface; rejects when the port cannot be had. */
export async function serveDemo(settings: DemoSettings, port: number): Promise<RunningDemo> {
  const app = settings.protocol === 'oidc' ? openIdApp(settings) : demoApp(settings)
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port })
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  return { close: () => close(server) }
}

/** Running requests get a second to finish; connections that a browser merely keeps open do not count. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if (!('closeAllConnections' in server)) return
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1_000).unref()
  })
}
