/** One claim as the `claims` parameter asks for it (OpenID Connect Core 1.0, section 5.5.1). */
export type ClaimRequest = {
  readonly essential?: boolean
  readonly value?: ClaimValue
  readonly values?: readonly ClaimValue[]
} | null

type ClaimValue = string | number | boolean

/** The `claims` parameter (OpenID Connect Core 1.0, section 5.5). */
export type RequestedClaims = {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>
  readonly idToken: Readonly<Record<string, ClaimRequest>>
}

const longestText = 4096
const mostClaims = 50

/** Reads the parameter; undefined when it is not what the specification says. What is not understood is left out. */
export function parseRequestedClaims(text: string): RequestedClaims | undefined {
  const parsed = text.length <= longestText ? parseJson(text) : undefined
  if (!isObject(parsed)) return undefined
  const userinfo = claimsIn(parsed['userinfo'])
  const idToken = claimsIn(parsed['id_token'])
  return userinfo && idToken ? { userinfo, idToken } : undefined
}

function claimsIn(part: unknown): Readonly<Record<string, ClaimRequest>> | undefined {
  if (part === undefined || part === null) return {}
  if (!isObject(part)) return undefined
  const entries = Object.entries(part)
  if (entries.length > mostClaims) return undefined
  const requests = entries.map(([name, request]) => [name, claimRequest(request)] as const)
  if (requests.some(([, request]) => request === undefined)) return undefined
  return Object.fromEntries(requests.map(([name, request]) => [name, request ?? null]))
}

function claimRequest(request: unknown): ClaimRequest | undefined {
  if (request === null) return null
  if (!isObject(request)) return undefined
  const { essential, value, values } = request
  if (essential !== undefined && typeof essential !== 'boolean') return undefined
  if (value !== undefined && !isValue(value)) return undefined
  if (values !== undefined && !(Array.isArray(values) && values.every(isValue))) return undefined
  return {
    ...(essential === undefined ? {} : { essential }),
    ...(value === undefined ? {} : { value }),
    ...(values === undefined ? {} : { values }),
  }
}

/** Whether what is asked of a claim leaves room for this value. A claim that is merely wished for always does. */
export function admitsValue(request: ClaimRequest | undefined, value: ClaimValue): boolean {
  if (!request?.essential) return true
  const wanted = [...(request.value === undefined ? [] : [request.value]), ...(request.values ?? [])]
  return wanted.length === 0 || wanted.includes(value)
}

function isValue(value: unknown): value is ClaimValue {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
