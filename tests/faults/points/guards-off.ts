/** One of the things that keep a promise, and how to do without it. */
export type Guard = {
  readonly rewrite?: (sql: string) => string
  readonly hasTransactions?: boolean
  /** Statements that are carried out when their transaction is over, in one of their own. */
  readonly isPutOff?: RegExp
  /** Statements that are not carried out, and taken for done. */
  readonly isSkipped?: RegExp
}
export type GuardName = keyof typeof guards

/** A condition of a statement that always holds from now on; its parameters stay. */
const always =
  (statement: RegExp, condition: RegExp) =>
  (sql: string): string =>
    statement.test(sql) ? sql.replace(condition, '(1 = 1 or $&)') : sql
/** A statement that finds no row. */
const never =
  (statement: RegExp) =>
  (sql: string): string =>
    statement.test(sql) ? `${sql} and 1 = 0` : sql

export const guards = {
  'a code is spent once': {
    rewrite: always(/^update .authorization_codes. set .used_at./, /.used_at. is null/),
  },
  'a link of the chain is followed once': {
    // Twice guarded: by the session, which is held meanwhile, and by the link itself.
    isSkipped: /^update .sessions. set .last_active_at. = case/,
    rewrite: always(/^update .refresh_tokens. set .spent_at./, /.spent_at. is null/),
  },
  'a message is taken by one': {
    rewrite: always(/^update .messages. set .attempts./, /.next_attempt_at. <= \?/),
  },
  'a sign-out takes the apps along': {
    rewrite: never(/^(update|delete from) .sessions. .*where .*.login_session_xid. = \?/),
  },
  'a transaction is all or nothing': { hasTransactions: false },
  'the record is in the transaction': { isPutOff: /^insert into .audit_log./ },
  'a message is in the transaction': { isPutOff: /^insert into .messages./ },
} as const satisfies Readonly<Record<string, Guard>>
