import { expect, it } from 'vitest'
import { demoFromEnvironment } from './demo-from-environment.ts'

const complete = { DEMO_CLIENT_ID: 'bar-app', DEMO_CLIENT_SECRET: 'a secret', DEMO_SERVICE_KEY: 'a key' }

it('needs only the credentials; the rest has sensible values', () => {
  const reading = demoFromEnvironment(complete)
  expect(reading).toMatchObject({
    ok: true,
    port: 3110,
    settings: { issuer: 'http://localhost:3100', origin: 'http://localhost:3110', clientId: 'bar-app' },
  })
})

it('names every problem at once', () => {
  const reading = demoFromEnvironment({ DEMO_PORT: 'x', DEMO_ACCENT: 'red', LGC_ISSUER: 'localhost' })
  const problems = reading.ok ? [] : reading.problems
  const variables = problems.map((problem) => problem.split(' ')[0])
  expect(variables).toEqual(
    expect.arrayContaining([
      'DEMO_PORT',
      'LGC_ISSUER',
      'DEMO_CLIENT_ID',
      'DEMO_CLIENT_SECRET',
      'DEMO_SERVICE_KEY',
      'DEMO_ACCENT',
    ]),
  )
})
