import type { Answer } from '../answer.ts'
import type { Finding } from './finding.ts'

/** Each finding with its cure below it; refused when one of them is an error. */
export function report(findings: readonly Finding[]): Answer {
  const errors = findings.filter(({ level }) => level === 'error').length
  const json = { ok: errors === 0, findings }
  const result = { text: findings.map(linesOf).join('\n'), json }
  if (errors === 0) return { result }
  const sentence = errors === 1 ? 'One thing is wrong.' : `${errors} things are wrong.`
  return { result, refusal: { code: 'unhealthy', sentence } }
}

function linesOf({ check, level, message, cure }: Finding): string {
  const line = `${level.padEnd(7)}  ${check.padEnd(13)}  ${message}`
  return cure === null ? line : `${line}\n${' '.repeat(26)}${cure}`
}
