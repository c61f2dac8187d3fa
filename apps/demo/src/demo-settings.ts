/** One product app: who it is to LGC, where it lives, and which colour it wears (#rrggbb). */
export type DemoSettings = {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  readonly serviceKey: string
  readonly issuer: string
  readonly origin: string
  readonly accent: string
  /** By which it signs people in: LGC's own client, or OpenID Connect and any library. */
  readonly protocol: 'native' | 'oidc'
  readonly other: { readonly name: string; readonly origin: string }
}
