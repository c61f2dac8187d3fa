/** A line of a file, without its end; null when it was longer than allowed and was not kept. */
export type Line = { readonly number: number; readonly bytes: Buffer | null }

const lineFeed = 10

/** The lines of a file of any size, never more of it in memory than one line of the allowed length. */
export async function* readLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let kept: Buffer[] = []
  let length = 0
  let number = 1
  const keep = (piece: Buffer): void => {
    length += piece.length
    if (length <= maxBytes) kept.push(piece)
    else kept = []
  }
  const take = (): Line => {
    const line = { number, bytes: length > maxBytes ? null : Buffer.concat(kept) }
    kept = []
    length = 0
    number += 1
    return line
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    keep(chunk.subarray(start))
  }
  if (length > 0) yield take()
}
