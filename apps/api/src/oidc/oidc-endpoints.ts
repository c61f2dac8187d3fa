import type { Config, Core } from '@lgc/composition'
import type { Endpoint } from '../http/endpoint.ts'
import { introspectRoute } from './introspect.ts'
import { deviceAuthorizationRoute } from './device-authorization.ts'
import { jwksRoute, wellKnownJwksRoute } from './jwks.ts'
import { metadataRoutes } from './metadata-routes.ts'
import { oauthUserinfoRoutes } from './oauth-userinfo.ts'
import { revokeRoute } from './revoke.ts'
import { parRoute } from './par.ts'
import { ownRegistrationRoutes } from './registration/own-registration.ts'
import { selfRegistrationRoute } from './registration/register-client.ts'
import { oauthTokenRoute } from './token.ts'

/** Endpoints of OpenID Connect that answer with pages. */
const pages = [{ path: '/authorize' }, { path: '/logout' }]

/** What any client library of OpenID Connect knows how to use; the metadata is made from this list. */
export function oidcEndpoints(core: Core, config: Config): readonly Endpoint[] {
  const endpoints = [
    jwksRoute(core),
    wellKnownJwksRoute(core),
    oauthTokenRoute(core),
    deviceAuthorizationRoute(core, config),
    ...oauthUserinfoRoutes(core),
    introspectRoute(core, config),
    revokeRoute(core),
    parRoute(core),
    ...registrationRoutes(core, config),
  ]
  return [...metadataRoutes(config, [...pages, ...endpoints]), ...endpoints]
}

/** Nobody registers a client here unless the operator allows it. */
function registrationRoutes(core: Core, config: Config): readonly Endpoint[] {
  if (!config.isClientRegistrationOpen) return []
  return [selfRegistrationRoute(core, config), ...ownRegistrationRoutes(core, config)]
}
