import { accept } from '@lgc/kernel'
import type { Planning } from './planning.ts'
import type { Step } from './step.ts'

export async function planRealm({ core, caller }: Planning, name: string): Promise<Step> {
  const common = { kind: 'realm', name, changes: [] } as const
  if (await core.queries.realms.find(name)) return { ...common, outcome: 'unchanged' }
  return {
    ...common,
    outcome: 'created',
    async carryOut() {
      const created = await core.createRealm(name, caller)
      return created.ok ? accept({ xid: created.value.xid }) : created
    },
  }
}
