import type { GatheredTrail } from '@lgc/audit/infra'

/** Stands in for the trail of the service where it is measured what the trail costs: it writes nothing. */
export function sqlTrail(): GatheredTrail {
  return { record: async () => {}, report: async () => {}, gathered: { changes: [], suspicions: [] } }
}
