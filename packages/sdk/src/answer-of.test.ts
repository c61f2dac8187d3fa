import { describe, expect, it } from 'vitest'
import { answerOf } from './answer-of.ts'

const issuer = 'https://login.example'
const callback = 'https://bar.example/callback'
const read = (query: string, state = 'xyz') => {
  const answer = answerOf(issuer, `${callback}?${query}`, { state })
  return answer.ok ? answer.value.code : answer.problem.code
}

describe('the answer that a browser brings back', () => {
  it.each([
    ['in full', `${callback}?code=lgac_1&state=xyz&iss=${encodeURIComponent(issuer)}`],
    ['as a URL', new URL(`${callback}?code=lgac_1&state=xyz&iss=${issuer}`)],
    ['as a path', `/callback?code=lgac_1&state=xyz&iss=${issuer}`],
    ['with parameters of its own', `${callback}?lang=ja&code=lgac_1&state=xyz&iss=${issuer}#top`],
  ])('is read from an address %s', (_, address) => {
    const value = { code: 'lgac_1', iss: issuer }
    expect(answerOf(issuer, address, { state: 'xyz' })).toEqual({ ok: true, value })
  })

  it.each([
    ['no state', `code=lgac_1&iss=${issuer}`],
    ['another state', `code=lgac_1&state=abc&iss=${issuer}`],
    ['the state twice', `code=lgac_1&state=xyz&state=xyz&iss=${issuer}`],
    ['another state and an error', `error=access_denied&state=abc&iss=${issuer}`],
  ])('counts for nothing with %s', (_, query) => {
    expect(read(query)).toBe('state_mismatch')
  })

  it('counts for nothing where no state was kept', () => {
    expect(read(`code=lgac_1&state=&iss=${issuer}`, '')).toBe('state_mismatch')
    expect(answerOf(issuer, 'https://[', { state: 'xyz' })).toMatchObject({ ok: false })
  })

  it.each([
    ['of nobody', 'code=lgac_1&state=xyz'],
    ['of another server', 'code=lgac_1&state=xyz&iss=https://evil.example'],
    ['of another server, with an error', 'error=access_denied&state=xyz&iss=https://evil.example'],
    ['of two servers', `code=lgac_1&state=xyz&iss=${issuer}&iss=${issuer}`],
    ['of one that is nearly LGC', `code=lgac_1&state=xyz&iss=${issuer}/`],
  ])('is not taken %s', (_, query) => {
    expect(read(query)).toBe('issuer_mismatch')
  })

  it.each([
    ['access_denied', 'error=access_denied'],
    ['login_required', 'error=login_required&code=lgac_1'],
    ['answer_malformed', 'error=access_denied&error=access_denied'],
    ['answer_malformed', 'error=%3Cscript%3E'],
    ['answer_malformed', 'error='],
    ['answer_malformed', 'code='],
    ['answer_malformed', 'code=a&code=b'],
    ['answer_malformed', ''],
  ])('is the problem %s for %s', (code, query) => {
    expect(read(`${query}&state=xyz&iss=${issuer}`)).toBe(code)
  })

  it('has no words of the address in its problem', () => {
    const query = `error=access_denied&error_description=hostile&state=xyz&iss=${issuer}`
    const problem = { code: 'access_denied', status: null, requestId: null, details: {} }
    expect(answerOf(issuer, `${callback}?${query}`, { state: 'xyz' })).toEqual({ ok: false, problem })
  })
})
