import { sha256 } from '@lgc/audit/infra'
import { type Row, type Work } from '../measure.ts'
import type { BenchWorld } from '../world.ts'

const rowsAtATime = 1000

/** Every row of the record against its seal. */
export function auditVerify(world: BenchWorld): Row {
  const { sealing } = world.core.audit
  if (!sealing) throw new Error('there is no key to seal with')
  return {
    name: 'audit verify',
    limitIs: 'reading the rows by primary key, and a digest of each',
    async subject() {
      const { rows, findings } = await sealing.verify(null)
      if (findings.length > 0) throw new Error(`the record is not intact: ${JSON.stringify(findings[0])}`)
      return rows
    },
    limit: readAll(world),
  }
}

function readAll({ database: { db } }: BenchWorld): Work {
  return async () => {
    let [count, after] = [0, 0]
    for (;;) {
      const rows = await db
        .selectFrom('audit_log')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(rowsAtATime)
        .execute()
      for (const row of rows) sha256(JSON.stringify(Object.values(row)))
      count += rows.length
      after = rows.at(-1)?.id ?? after
      if (rows.length < rowsAtATime) return count
    }
  }
}
