declare const brand: unique symbol

/** A primitive that was checked once, at the edge, and may be trusted afterwards. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
