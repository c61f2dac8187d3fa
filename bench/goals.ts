import type { DatabaseName } from './databases.ts'

/** What has to be reached. Ratios are against what was measured in the same rounds. */
export type Goal = {
  /** The value of the row that it is about. */
  readonly of: string
  readonly atLeast?: number
  readonly atMost?: number
  /** Where it holds; everywhere when nothing is said. */
  readonly on?: DatabaseName
  /** Below so many cores it cannot be reached, whatever the service does. */
  readonly cores?: number
}

/** What must be none in every row: a ratio means nothing when somebody did not do what was asked. */
export const failed = 'failed requests'

export const goals = {
  session: [
    { of: '× bare', atLeast: 1.0, on: 'mariadb' },
    { of: '× bare', atLeast: 0.7, on: 'sqlite' },
    { of: '× better-auth', atLeast: 8, on: 'mariadb' },
    { of: '× oidc-provider', atLeast: 4, on: 'mariadb' },
    { of: 'p99 ms', atMost: 25, on: 'mariadb' },
  ],
  introspection: [
    { of: '× bare', atLeast: 0.8 },
    { of: '× oidc-provider', atLeast: 3 },
  ],
  userinfo: [
    { of: '× bare', atLeast: 0.8 },
    { of: '× oidc-provider', atLeast: 3 },
  ],
  'client-credentials': [
    { of: '× bare', atLeast: 0.6 },
    { of: '× oidc-provider', atLeast: 1.3 },
  ],
  'code-exchange': [
    { of: '× bare', atLeast: 0.5 },
    { of: '× oidc-provider', atLeast: 1.0 },
  ],
  refresh: [{ of: '× oidc-provider', atLeast: 1.0 }],
  'sign-in': [
    { of: '× bare', atLeast: 0.9 },
    { of: 'session check p99 ms', atMost: 100 },
  ],
  'beside-sign-ins': [
    { of: 'session check × alone', atLeast: 0.5 },
    { of: 'code exchange × alone', atLeast: 0.5 },
  ],
  overload: [
    { of: 'goodput × peak', atLeast: 0.8 },
    { of: 'refusal p99 ms', atMost: 100 },
    { of: 'highest RSS MB', atMost: 512 },
    { of: 'usual again after s', atMost: 10 },
  ],
  'cost-of-record-session': [{ of: 'cost %', atMost: 15 }],
  'cost-of-record-exchange': [{ of: 'cost %', atMost: 25 }],
  workers: [{ of: '× one worker', atLeast: 1.6, cores: 4 }],
  'start-up': [
    { of: 'start-up ms', atMost: 1000 },
    { of: 'idle RSS MB', atMost: 120 },
  ],
  'large-sessions': [{ of: '× few', atLeast: 0.8 }],
  'person-list': [{ of: '× few', atLeast: 0.7 }],
  'search-by-name': [
    { of: '× few', atLeast: 0.7 },
    { of: 'p99 ms', atMost: 50 },
  ],
  'search-by-identifier': [
    { of: '× few', atLeast: 0.7 },
    { of: 'p99 ms', atMost: 50 },
  ],
  'audit-query': [{ of: 'slowest ms', atMost: 300 }],
  'audit-verify': [{ of: 'rows per second', atLeast: 100_000 }],
} as const satisfies Readonly<Record<string, readonly Goal[]>>

export type RowName = keyof typeof goals
export const rowNames = Object.keys(goals) as readonly RowName[]
