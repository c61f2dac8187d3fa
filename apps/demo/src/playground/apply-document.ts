import type { DemoSettings } from '../demo-settings.ts'
import { demoPerson } from './demo-person.ts'
import type { PlaygroundSettings } from './playground-settings.ts'

/**
 * What `lgc apply` is to create: two clients and one person. It follows the ports in use, and it is
 * written as JSON, which every reader of YAML understands.
 */
export function applyDocument({ notes, calendar }: PlaygroundSettings): string {
  const { name, email, password } = demoPerson
  const document = {
    clients: [clientOf(notes), clientOf(calendar)],
    persons: [
      {
        name_display: name,
        identities: [{ type: 'email', identifier: email, challenge: password, verified: true }],
      },
    ],
  }
  return JSON.stringify(document, null, 2)
}

function clientOf({ name, clientId, clientSecret, serviceKey, origin, accent }: DemoSettings): object {
  return {
    client_id: clientId,
    name,
    redirect_uris: [`${origin}/callback`],
    post_logout_redirect_uris: [`${origin}/`],
    brand_color: accent,
    allowed_scopes: ['openid', 'profile', 'email'],
    client_secret: clientSecret,
    requires_grant: false,
    api_keys: [{ name: 'sessions', role: 'service', key: serviceKey }],
  }
}
