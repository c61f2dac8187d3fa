import { type Logger, pino } from 'pino'

/** Structured lines on standard output. What is logged is chosen at the call; the list here is a second net. */
export function logger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    redact: {
      paths: ['*.password', '*.challenge', '*.client_secret', '*.token', '*.authorization', '*.cookie'],
      censor: '[redacted]',
    },
    serializers: { error: faultOf },
  })
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
