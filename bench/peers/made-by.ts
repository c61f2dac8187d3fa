import type { ServerProcess } from '../processes/server-process.ts'

/** Codes, tokens or cookies of a peer, made by itself. */
export async function madeBy(
  { origin }: ServerProcess,
  kind: 'access' | 'refresh' | 'code' | 'session',
  count: number,
): Promise<readonly string[]> {
  const answer = await fetch(`${origin}/bench/made?kind=${kind}&count=${count}`)
  if (answer.status !== 200) throw new Error(`the peer made nothing: ${await answer.text()}`)
  return (await answer.json()) as readonly string[]
}
