import { boolean, number, orNull, record, shape, text, texts } from './read-shape.ts'

const personShape = {
  xid: text,
  nameDisplay: text,
  nameLegal: orNull(text),
  status: text,
  createdAt: text,
  updatedAt: text,
} as const
export type Person = ReturnType<typeof person>
export const person = shape(personShape)

export type ListedPerson = ReturnType<typeof listedPerson>
export const listedPerson = shape({
  ...personShape,
  identityCount: number,
  primaryIdentifier: orNull(text),
})

export type Identity = ReturnType<typeof identity>
export const identity = shape({
  xid: text,
  personXid: text,
  type: text,
  identifier: text,
  hasChallenge: boolean,
  isPrimary: boolean,
  verifiedAt: orNull(text),
  provisionedByClientId: orNull(text),
  lastUsedAt: orNull(text),
  createdAt: text,
})

export type Grant = ReturnType<typeof grant>
export const grant = shape({
  xid: text,
  personXid: text,
  clientId: text,
  accessLevel: text,
  grantedBy: orNull(text),
  createdAt: text,
  updatedAt: text,
  revokedAt: orNull(text),
})

export type ClientOAuth = ReturnType<typeof clientOAuth>
export const clientOAuth = shape({
  tokenEndpointAuthMethod: text,
  grantTypes: texts,
  jwks: orNull(record),
  jwksUri: orNull(text),
  idTokenSignedResponseAlg: text,
  accessTokenFormat: text,
  accessTokenLifetime: number,
  requirePkce: boolean,
  requirePushedAuthorizationRequests: boolean,
  dpopBoundAccessTokens: boolean,
  profile: orNull(text),
  resources: texts,
  refreshTokenLifetime: number,
  refreshTokenIdleLifetime: number,
  refreshTokenGrace: number,
  backchannelLogoutUri: orNull(text),
  backchannelLogoutSessionRequired: boolean,
  frontchannelLogoutUri: orNull(text),
  frontchannelLogoutSessionRequired: boolean,
  defaultMaxAge: orNull(number),
})

export type Client = ReturnType<typeof client>
export const client = shape({
  xid: text,
  clientId: text,
  type: text,
  name: text,
  redirectUris: texts,
  postLogoutRedirectUris: texts,
  allowedScopes: texts,
  requiresGrant: boolean,
  isFirstParty: boolean,
  codeLifetimeInSeconds: number,
  logoUri: orNull(text),
  brandColor: orNull(text),
  oauth: clientOAuth,
  isActive: boolean,
  createdAt: text,
  updatedAt: text,
})

export type ApiKey = ReturnType<typeof apiKey>
export const apiKey = shape({
  xid: text,
  clientId: text,
  name: text,
  prefix: text,
  role: text,
  allowedNetworks: orNull(texts),
  createdAt: text,
  lastUsedAt: orNull(text),
  expiresAt: orNull(text),
  revokedAt: orNull(text),
})

export type ListedSession = ReturnType<typeof listedSession>
export const listedSession = shape({
  xid: text,
  kind: text,
  personXid: text,
  clientId: orNull(text),
  loginSessionXid: orNull(text),
  scopes: texts,
  amr: texts,
  ipAddress: text,
  userAgent: text,
  createdAt: text,
  lastActiveAt: text,
  expiresAt: text,
  idleExpiresAt: text,
})

export type Consent = ReturnType<typeof consent>
export const consent = shape({
  xid: text,
  personXid: text,
  clientId: text,
  scopes: texts,
  source: text,
  createdAt: text,
  updatedAt: text,
})

export type Realm = ReturnType<typeof realm>
export const realm = shape({ xid: text, name: text, createdAt: text })

const requestShape = { requestId: text, ipAddress: text, userAgent: text } as const

/** Something that changed, and who did it. */
export type AuditEntry = ReturnType<typeof auditEntry>
export const auditEntry = shape({
  xid: text,
  createdAt: text,
  action: text,
  targetType: text,
  targetXid: text,
  agentType: orNull(text),
  agentXid: orNull(text),
  ...requestShape,
  details: record,
})

/** Something that was refused or looked wrong. */
export type SecurityEvent = ReturnType<typeof securityEvent>
export const securityEvent = shape({
  xid: text,
  createdAt: text,
  event: text,
  identifier: orNull(text),
  identifierHmac: orNull(text),
  clientIdClaimed: orNull(text),
  ...requestShape,
  details: record,
})

/** A request that was answered. */
export type LoggedRequest = ReturnType<typeof loggedRequest>
export const loggedRequest = shape({
  xid: text,
  createdAt: text,
  method: text,
  path: text,
  statusCode: number,
  durationMs: number,
  clientXid: orNull(text),
  apiKeyXid: orNull(text),
  personXid: orNull(text),
  ...requestShape,
})
