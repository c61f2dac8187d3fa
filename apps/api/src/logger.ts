import { type Logger, pino } from 'pino'

export type Logs = {
  /** What is logged is chosen at the call; that secrets are struck out is a second net. */
  readonly log: Logger
  /** One line for each request, of members that hold no secret: striking out would take longer than logging. */
  readonly requests: Logger
}

/**
 * Structured lines on standard output. They are gathered for a tenth of a second at most, because writing each by
 * itself costs a system call for every request; what a killed process had gathered is lost with it.
 */
export function logger(level: string): Logs {
  const gathered = pino.destination({ fd: 1, sync: false, minLength: 8192, periodicFlush: 100 })
  const common = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
  }
  const redact = {
    paths: ['*.password', '*.challenge', '*.client_secret', '*.token', '*.authorization', '*.cookie'],
    censor: '[redacted]',
  }
  return {
    log: pino({ ...common, redact, serializers: { error: faultOf } }, gathered),
    requests: pino(common, gathered),
  }
}

/** What an operator needs of a fault. Driver errors carry the statement and its values: those stay behind. */
function faultOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: 'not an error' }
  const { name, message, stack } = error
  const code = 'code' in error ? error.code : undefined
  const isOfDriver = 'sql' in error || 'errno' in error || 'errcode' in error
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '))
  return {
    name,
    code,
    message: isOfDriver ? 'database error' : message,
    stack: frames?.slice(0, 12).join('\n'),
  }
}
