import type { Core } from '@lgc/composition'
import { type Result, accept, parseXid, refuse } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { HttpContext } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { xid } from './schemas.ts'
import { signedIn } from './signed-in.ts'

/** What somebody sends who is signed in and wants to be known by something else. */
export const identifierChange = z.strictObject({
  identifier: z.string().min(1).max(255),
  identity_xid: xid.optional(),
  current_password: z.string().min(1).max(256).optional(),
})

type IdentifierChange = Parameters<Core['requestEmailChange']>[0]

/** Who wants to be known by what, or the answer that says why that cannot be asked. */
export async function readIdentifierChange(
  c: HttpContext,
  core: Pick<Core, 'checkSession' | 'findLoginSession'>,
): Promise<Result<IdentifierChange, Response>> {
  const body = await readBody(c, identifierChange, ['json'])
  if (!body.ok) return body
  const session = await signedIn(c, core)
  if (session instanceof Response) return refuse(session)
  const { identifier, identity_xid: named = '', current_password: currentPassword = null } = body.value
  return accept({
    personXid: session.personXid,
    identityXid: parseXid(named) ?? null,
    newIdentifier: identifier,
    provedAt: session.provedAt,
    currentPassword,
    correspondence: { language: languageOf(c), clientId: session.clientId },
  })
}
