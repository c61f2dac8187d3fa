import type { Figures } from './figures.ts'
import { type Verdict, verdictsOn } from './verdict.ts'
import { failed } from './goals.ts'
import { rounded } from './table.ts'

const [rowHeight, left, barWidth, width] = [26, 345, 340, 850]
const top = 64

/** Legible on a light page and on a dark one. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .note { fill: #57606a }
  .paper { fill: #ffffff }
  .track { fill: #eaeef2 }
  .reached { fill: #2da44e }
  .missed { fill: #cf7a1c }
  .goal { stroke: #24292f; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .track { fill: #21262d }
    .reached { fill: #3fb950 }
    .missed { fill: #db8b35 }
    .goal { stroke: #e6edf3 }
  }`

/** How near each value is to its goal, as a picture: the line is the goal, and to the right of it is better. */
export function chartOf(figures: readonly Figures[]): string {
  const lines = figures.flatMap((one) =>
    verdictsOn(one)
      .filter(({ of, isReached }) => of !== failed || !isReached)
      .map((verdict) => ({ one, verdict })),
  )
  const height = top + lines.length * rowHeight + 16
  const bars = lines.map(({ one, verdict }, index) => barOf(one, verdict, top + index * rowHeight)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>What was measured beside its goals</title>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}" rx="8"/>
<text class="title" x="16" y="28">What was measured, beside its goals</text>
<text class="note" x="16" y="48">The line is the goal; a bar that passes it reaches it. Logarithmic.</text>
${bars}
</svg>
`
}

function barOf({ row, database }: Figures, { of, value, goal, isReached }: Verdict, y: number): string {
  const middle = left + barWidth / 2
  const length = Math.max(3, barWidth * shareOf(value, goal))
  return `<text x="${left - 10}" y="${y + 14}" text-anchor="end">${row}, ${database}: ${of}</text>
<rect class="track" x="${left}" y="${y}" width="${barWidth}" height="18" rx="4"/>
<rect class="${isReached ? 'reached' : 'missed'}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" rx="4"/>
<line class="goal" x1="${middle}" y1="${y - 2}" x2="${middle}" y2="${y + 20}"/>
<text x="${left + barWidth + 10}" y="${y + 14}">${rounded(value)} <tspan class="note">(${goal})</tspan></text>`
}

/** Half of the track at the goal, all of it at eight times as good. */
function shareOf(value: number, goal: string): number {
  if (!Number.isFinite(value)) return 0
  const target = Number(goal.slice(2))
  const better = goal.startsWith('≥') ? value / target : target / Math.max(value, 1e-9)
  return Math.min(1, Math.max(0, 0.5 + Math.log2(better) / 6))
}
