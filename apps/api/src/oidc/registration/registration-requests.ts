import { type ClientSettings, type ClientSettingsProblem, oauthNames } from '@lgc/client'
import { type Result, accept, refuse } from '@lgc/kernel'
import { z } from 'zod'
import { bearerToken } from '../../http/authorization-header.ts'
import { fieldsOf, readBody } from '../../http/body.ts'
import type { HttpContext } from '../../http/exchange.ts'
import { type FieldProblem, type ProblemCode, problem } from '../../http/problems.ts'
import { clientMetadata, lacksRedirectUri, settingsOf } from './client-metadata.ts'

const members = z.record(z.string(), z.unknown())

export const metadataErrors: readonly ProblemCode[] = [
  'validation_failed',
  'client_metadata_invalid',
  'client_redirect_uri_invalid',
]
export const tokenErrors: readonly ProblemCode[] = [
  'registration_token_missing',
  'registration_token_invalid',
]

/** The token of the header; the answer that asks for one when there is none. */
export function registrationToken(c: HttpContext): Result<string, Response> {
  const token = bearerToken(c)
  if (token !== null) return accept(token)
  const headers = { 'WWW-Authenticate': 'Bearer' }
  return refuse(problem(c, 'registration_token_missing', { headers }))
}

export function invalidToken(c: HttpContext): Response {
  const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' }
  return problem(c, 'registration_token_invalid', { headers })
}

type Registration = { readonly settings: ClientSettings; readonly clientId: unknown }

/** What a client says of itself. */
export async function readRegistration(c: HttpContext): Promise<Result<Registration, Response>> {
  const body = await readBody(c, members, ['json'])
  if (!body.ok) return body
  const parsed = clientMetadata.safeParse(body.value)
  if (!parsed.success) return refuse(faulty(c, fieldsOf(parsed.error, body.value)))
  if (lacksRedirectUri(parsed.data)) return refuse(faulty(c, [{ path: 'redirect_uris', rule: 'required' }]))
  return accept({ settings: settingsOf(parsed.data), clientId: body.value['client_id'] })
}

export function faulty(c: HttpContext, fields: readonly FieldProblem[]): Response {
  const isOfUris = fields.every(({ path }) => /^(post_logout_)?redirect_uris/.test(path))
  return problem(c, isOfUris ? 'client_redirect_uri_invalid' : 'client_metadata_invalid', { fields })
}

const places: Readonly<Partial<Record<string, string>>> = {
  name_invalid: 'client_name',
  logo_uri_invalid: 'logo_uri',
  scope_invalid: 'scope',
}

/** What the registry refuses, at the member that it is about. */
export function metadataProblem(c: HttpContext, refusal: ClientSettingsProblem): Response {
  if (typeof refusal === 'string') {
    return faulty(c, [{ path: places[refusal] ?? refusal, rule: 'invalid' }])
  }
  if ('setting' in refusal) return faulty(c, [{ path: oauthNames[refusal.setting], rule: refusal.rule }])
  return faulty(c, [{ path: 'redirect_uris', rule: refusal.problem }])
}
