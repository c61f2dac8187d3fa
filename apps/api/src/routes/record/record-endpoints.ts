import type { Core } from '@lgc/composition'
import type { Endpoint } from '../../http/endpoint.ts'
import { auditDoor } from './audit-door.ts'
import { exportLogRoute } from './export-log-route.ts'
import { readLogRoute } from './read-log-route.ts'
import { requestsDoor } from './requests-door.ts'
import { securityDoor } from './security-door.ts'

/** Everything by which operators read the record, which is of all realms and so for those of the default one. */
export function recordEndpoints(core: Core): readonly Endpoint[] {
  const { audit } = core
  return [
    readLogRoute({ core }, auditDoor(audit)),
    exportLogRoute({ core }, auditDoor(audit)),
    readLogRoute({ core }, securityDoor(audit)),
    exportLogRoute({ core }, securityDoor(audit)),
    readLogRoute({ core }, requestsDoor(audit)),
    exportLogRoute({ core }, requestsDoor(audit)),
  ]
}
