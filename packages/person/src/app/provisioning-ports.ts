import type { Instant, Xid } from '@lgc/kernel'
import type { PersonUnit } from './ports.ts'

/** A client that brings people in, in the words of this context. */
export type Product = {
  readonly xid: Xid
  readonly clientId: string
  readonly realmXid: Xid
  readonly allowedScopes: readonly string[]
}

/** The leave of a person to enter the product, as it was given along. */
export type Admittance = {
  readonly xid: Xid
  readonly accessLevel: string
  readonly grantedBy: Xid | null
  readonly createdAt: Instant
}

/** Products, and what they give their people along; kept by other contexts, which record it themselves. */
export interface Products {
  find(clientId: string): Promise<Product | undefined>
  /** Consents on behalf of a new person, so that their first visit asks them nothing. */
  consentFor(personXid: Xid, product: Product, scopes: readonly string[]): Promise<void>
  /** Lets a new person in. */
  admit(personXid: Xid, product: Product, accessLevel: string): Promise<Admittance>
}

/** One thing that a client wants to be done once, however often it asks. */
export type Once = {
  readonly clientXid: Xid
  /** The name that the client gave to its request. */
  readonly key: string
  /** Which part of the request; each part is a transaction of its own. */
  readonly part: number
  /** Keyed digest of the whole request: the same key with another request is a mistake. */
  readonly requestHmac: string
}

export type GivenAnswer = { readonly requestHmac: string; readonly answer: string }

/** What was answered under a key, for as long as a client may ask again; kept by another context. */
export interface GivenAnswers {
  find(once: Once, now: Instant): Promise<GivenAnswer | undefined>
  /** Resolves to false when somebody else has it. While they are at work with it, this waits for them. */
  claim(once: Once, now: Instant): Promise<boolean>
  save(once: Once, answer: string): Promise<void>
}

/** Everything that provisioning may touch inside one transaction. */
export type ProvisioningUnit = PersonUnit & {
  readonly products: Products
  readonly answers: GivenAnswers
}
