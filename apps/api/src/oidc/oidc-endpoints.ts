import type { Config, Core } from '@lgc/composition'
import type { Endpoint } from '../http/endpoint.ts'
import { jwksRoute, wellKnownJwksRoute } from './jwks.ts'
import { metadataRoutes } from './metadata-routes.ts'

/** What any client library of OpenID Connect knows how to use; the metadata is made from this list. */
export function oidcEndpoints(core: Core, config: Config): readonly Endpoint[] {
  const endpoints = [jwksRoute(core), wellKnownJwksRoute(core)]
  return [...metadataRoutes(config, endpoints), ...endpoints]
}
