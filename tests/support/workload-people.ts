import { type Asked, type Run, ask, live, over } from './workload-asking.ts'
import { testPassword } from './signing-in.ts'
import type { Subject } from './workload-checker.ts'

export function register(run: Run, person: string): Promise<Asked> {
  const identity = { type: 'email', identifier: person, challenge: testPassword }
  const subject: Subject = `person ${person}`
  return ask(run, {
    kind: 'register',
    path: '/persons',
    outgoing: { json: { name_display: 'Ada', identity } },
    does: live(subject),
    answers: {
      '201': () => ({ writes: live(subject) }),
      '409 identifier_taken': () => ({ shows: live(subject) }),
    },
  })
}

export function verify(run: Run, person: string, kind: 'verify' | 'confirm' = 'verify'): Promise<Asked> {
  const subject: Subject = `person ${person}`
  return ask(run, {
    kind,
    path: '/auth/verify',
    outgoing: { json: { method: 'password', identifier: person, password: testPassword } },
    answers: {
      '200': () => ({ shows: live(subject) }),
      '401 credentials_invalid': () => ({ shows: over(subject) }),
    },
  })
}
