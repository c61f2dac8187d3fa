import type { DatabaseName } from './databases.ts'

/** What has to be reached. Ratios are against what was measured in the same rounds. */
export type Goal = {
  /** The value of the row that it is about. */
  readonly of: string
  readonly atLeast?: number
  readonly atMost?: number
  /** Where it holds; everywhere when nothing is said. */
  readonly on?: DatabaseName
}

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
} as const satisfies Readonly<Record<string, readonly Goal[]>>

export type RowName = keyof typeof goals
export const rowNames = Object.keys(goals) as readonly RowName[]
