import type { Figures } from './measure.ts'

const [rowHeight, left, barWidth, width] = [26, 230, 440, 760]

/** How near each operation comes to its limit, as a picture: the line on the right is the limit. */
export function chartOf(figures: readonly Figures[]): string {
  const height = figures.length * rowHeight + 50
  const bars = figures.map((one, index) => barOf(one, 34 + index * rowHeight)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<title>Operations per second as a share of the raw limit of the same run</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="18">Share of the raw limit, same run (line = limit)</text>
${bars}
<line x1="${left + barWidth}" y1="28" x2="${left + barWidth}" y2="${height - 16}" stroke="#444" stroke-dasharray="4 3"/>
</svg>
`
}

function barOf({ name, database, ratio }: Figures, y: number): string {
  const length = Math.max(1, Math.min(1, ratio) * barWidth)
  const colour = database === 'sqlite' ? '#3b7a57' : '#355c9a'
  return `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${name}, ${database}</text>
<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" fill="${colour}"/>
<text x="${left + length + 6}" y="${y + 14}">${ratio.toFixed(2)}</text>`
}
