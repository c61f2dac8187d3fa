import type { DeliverShort } from '../app/ports.ts'
import { type AskGateway, type GatewaySettings, gatewayDelivery } from './gateway-delivery.ts'
import { fileShortDelivery } from './file-delivery.ts'
import { logShortDelivery } from './log-delivery.ts'

/** How short messages leave the service: to a gateway, into a folder, or as a line of a log. */
export type ShortMessageRoute =
  | { readonly kind: 'gateway'; readonly gateway: GatewaySettings }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'log' }

export function shortDeliveryBy(route: ShortMessageRoute, ask: AskGateway): DeliverShort {
  if (route.kind === 'gateway') return gatewayDelivery(route.gateway, ask)
  if (route.kind === 'file') return fileShortDelivery(route.folder)
  return logShortDelivery((line) => process.stderr.write(`${line}\n`))
}
