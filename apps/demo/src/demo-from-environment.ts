import type { DemoSettings } from './demo-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Reading =
  | { readonly ok: true; readonly settings: DemoSettings; readonly port: number }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads one app from its variables and names every problem at once. */
export function demoFromEnvironment(env: Environment): Reading {
  const problems: string[] = []
  const read = (name: string, fallback?: string, shape = /\S/): string => {
    const value = env[name] ?? fallback
    if (value === undefined) problems.push(`${name} is missing`)
    else if (!shape.test(value)) problems.push(`${name} does not look right: ${shape.source}`)
    return value ?? ''
  }
  const port = Number(read('DEMO_PORT', '3110', /^\d{1,5}$/))
  const issuer = read('LGC_ISSUER', 'http://localhost:3100', address)
  const settings: DemoSettings = {
    name: read('DEMO_NAME', 'Sample app'),
    clientId: read('DEMO_CLIENT_ID', undefined, /^[A-Za-z0-9._-]{3,64}$/),
    clientSecret: read('DEMO_CLIENT_SECRET'),
    serviceKey: read('DEMO_SERVICE_KEY'),
    issuer,
    origin: read('DEMO_ORIGIN', `http://localhost:${port}`, address),
    accent: read('DEMO_ACCENT', '#0f766e', /^#[0-9a-f]{6}$/i),
    protocol: read('DEMO_PROTOCOL', 'native', /^(?:native|oidc)$/) === 'oidc' ? 'oidc' : 'native',
    other: {
      name: read('DEMO_OTHER_NAME', 'LGC'),
      origin: read('DEMO_OTHER_ORIGIN', issuer, address),
    },
  }
  return problems.length === 0 ? { ok: true, settings, port } : { ok: false, problems }
}

const address = /^https?:\/\/[^\s/]+$/
