import type { Figures } from '../figures.ts'
import { median } from '../measure.ts'
import type { World } from '../world.ts'

/** Every row of the record against its seal, as `lgc audit verify` does it. */
export async function auditVerify({ core, database, size }: World): Promise<Figures> {
  const { sealing } = core.audit
  if (!sealing) throw new Error('there is no key to seal with')
  await sealing.seal()
  const rates: number[] = []
  for (let round = 0; round <= size.rounds; round++) {
    const startedAt = performance.now()
    const { rows, findings } = await sealing.verify(null)
    if (findings.length > 0) throw new Error(`the record is not intact: ${JSON.stringify(findings[0])}`)
    if (round > 0) rates.push(rows / ((performance.now() - startedAt) / 1000))
  }
  return {
    row: 'audit-verify',
    database: database.name,
    contenders: [],
    values: { 'rows per second': median(rates) },
    generatorShare: null,
  }
}
