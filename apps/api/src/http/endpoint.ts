import type { BucketOf } from '@lgc/composition'
import type { z } from 'zod'
import type { BodyForm } from './body.ts'
import type { HttpContext } from './exchange.ts'
import type { ProblemCode } from './problems.ts'

export type Answer = {
  readonly description: string
  readonly schema?: z.ZodType
  readonly example?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Bodies that are not JSON: an example for each media type. */
  readonly texts?: Readonly<Record<string, string>>
}

/** What the OpenAPI document says of an endpoint, and what reading the request goes by. */
export type Operation = {
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly tag:
    | 'Signing in'
    | 'Sessions'
    | 'People'
    | 'Provisioning'
    | 'Administration'
    | 'OpenID Connect'
    | 'Service'
  readonly body?: {
    readonly schema: z.ZodType
    readonly forms: readonly BodyForm[]
    readonly example: unknown
  }
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly credentials: readonly ('apiKey' | 'bearer' | 'accessToken' | 'cookie')[]
  readonly answers: Readonly<Record<number, Answer>>
  readonly errors: readonly ProblemCode[]
}

/** One method of one path: the router, the document and the tests all go by the same list of these. */
export type Endpoint = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Parameters as Hono writes them, `:xid`; each is the xid of something. */
  readonly path: string
  readonly operation: Operation
  /** Called by our own pages in the browser, and by no other site's. */
  readonly isForBrowsers: boolean
  /** Called by pages of any origin, which bring no cookies along. */
  readonly isForAnyOrigin?: boolean
  /** Out of which allowance of the caller's address a call is taken. */
  readonly limit?: BucketOf<'address'>
  readonly handle: (c: HttpContext) => Promise<Response>
}
