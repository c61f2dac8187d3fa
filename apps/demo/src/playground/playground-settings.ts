import type { DemoSettings } from '../demo-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A port, and the variable that changes it. */
export type Port = { readonly number: number; readonly variable: string; readonly user: string }

export type PlaygroundSettings = {
  readonly issuer: string
  readonly ports: { readonly api: Port; readonly notes: Port; readonly calendar: Port }
  readonly notes: DemoSettings
  readonly calendar: DemoSettings
}

/** Everything the playground needs to know; throws a sentence for people when a port makes no sense. */
export function playgroundSettings(env: Environment): PlaygroundSettings {
  const ports = {
    api: portFrom(env, 'PORT', 3100, 'LGC'),
    notes: portFrom(env, 'DEMO_PORT_NOTES', 3110, 'Notes'),
    calendar: portFrom(env, 'DEMO_PORT_CALENDAR', 3111, 'Calendar'),
  }
  refuseSharedPorts(Object.values(ports))
  const issuer = env['LGC_ISSUER'] ?? originAt(ports.api)
  const names = {
    notes: { name: 'Notes', origin: originAt(ports.notes) },
    calendar: { name: 'Calendar', origin: originAt(ports.calendar) },
  }
  const protocol = protocolFrom(env)
  const notes = {
    ...names.notes,
    issuer,
    protocol,
    clientId: 'demo-notes',
    clientSecret: 'lgcs_notes-secret-for-demonstration-only--------',
    serviceKey: 'lgk_s_notes-service-key-for-demonstration-only---',
    accent: '#0f766e',
    other: names.calendar,
  }
  const calendar = {
    ...names.calendar,
    issuer,
    protocol,
    clientId: 'demo-calendar',
    clientSecret: 'lgcs_calendar-secret-for-demonstration-only-----',
    serviceKey: 'lgk_s_calendar-service-key-for-demonstration-only',
    accent: '#6d28d9',
    other: names.notes,
  }
  return { issuer, ports, notes, calendar }
}

function protocolFrom(env: Environment): DemoSettings['protocol'] {
  const protocol = env['DEMO_PROTOCOL'] ?? 'native'
  if (protocol === 'oidc' || protocol === 'native') return protocol
  throw new Error(`DEMO_PROTOCOL must be native or oidc, not "${protocol}".`)
}

function portFrom(env: Environment, variable: string, usual: number, user: string): Port {
  const text = env[variable] ?? String(usual)
  const number = Number(text)
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 65_535) {
    throw new Error(`${variable} must be a port between 1 and 65535, not "${text}".`)
  }
  return { number, variable, user }
}

function refuseSharedPorts(ports: readonly Port[]): void {
  const shared = ports.find((port) => ports.some((other) => other !== port && other.number === port.number))
  if (shared === undefined) return
  const variables = ports.map((port) => port.variable).join(', ')
  throw new Error(`${variables} must name three different ports; ${shared.number} is there twice.`)
}

function originAt(port: Port): string {
  return `http://localhost:${port.number}`
}
