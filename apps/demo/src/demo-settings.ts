/** One product app: who it is to LGC, where it lives, and which colour it wears (#rrggbb). */
export type DemoSettings = {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  readonly serviceKey: string
  readonly issuer: string
  readonly origin: string
  readonly accent: string
  readonly other: { readonly name: string; readonly origin: string }
}
