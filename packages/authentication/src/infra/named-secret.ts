/** One of several secrets that an operator hands over as `kid:secret`, so that they can be replaced one by one. */
export type NamedSecret = { readonly kid: string; readonly secret: string }
