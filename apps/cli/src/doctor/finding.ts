export type Level = 'ok' | 'warning' | 'error'

/** What was looked at, how it is, and what to do about it. */
export type Finding = {
  readonly check: string
  readonly level: Level
  readonly message: string
  readonly cure: string | null
}

export function fine(check: string, message: string): Finding {
  return { check, level: 'ok', message, cure: null }
}

export function warning(check: string, message: string, cure: string): Finding {
  return { check, level: 'warning', message, cure }
}

export function error(check: string, message: string, cure: string): Finding {
  return { check, level: 'error', message, cure }
}
