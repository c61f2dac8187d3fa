/** A path that keeps the sign-in the person is in the middle of. */
export function flowPath(path: string, flow: string | null, extra: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(flow === null ? {} : { flow }), ...extra }).toString()
  return query === '' ? path : `${path}?${query}`
}
