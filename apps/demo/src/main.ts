import { demoFromEnvironment } from './demo-from-environment.ts'
import { serveDemo } from './serve-demo.ts'

/** One sample app, described by environment variables. */
const reading = demoFromEnvironment(process.env)
if (!reading.ok) {
  process.stderr.write(
    `The sample app cannot start:\n${reading.problems.map((line) => `  ${line}\n`).join('')}`,
  )
  process.exit(1)
}

const { settings, port } = reading
const demo = await serveDemo(settings, port).catch((error: unknown) => {
  process.stderr.write(`${settings.name} cannot listen on port ${port} (DEMO_PORT): ${String(error)}\n`)
  process.exit(1)
})
process.stdout.write(`${settings.name} is at ${settings.origin}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void demo.close().then(() => process.exit(0)))
}
