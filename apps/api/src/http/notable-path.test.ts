import { expect, it } from 'vitest'
import { notablePath } from './notable-path.ts'

it.each([
  ['/', '/'],
  ['/auth/login-session', '/auth/login-session'],
  ['/docs/swagger-ui-bundle.js', '/docs/swagger-ui-bundle.js'],
  ['/persons/dc15unbqbt112b2nq460', '/persons/dc15unbqbt112b2nq460'],
  ['/auth/session/lgs_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG', '/auth/session/***'],
  ['/persons/correct horse battery', '/persons/***'],
  ['/persons/correct%20horse', '/persons/***'],
  ['/6f1ed002ab5595859014ebf0951522d9', '/***'],
  ['/a\u2028\r\nb/auth', '/***/auth'],
])('notes %j as %j', (path, noted) => {
  expect(notablePath(path)).toBe(noted)
})
