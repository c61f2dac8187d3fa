/** How mail leaves the service: to a mail server, into a folder, or as a line of a log. */
export type MailSettings = {
  readonly route:
    | { readonly kind: 'smtp'; readonly url: string }
    | { readonly kind: 'file'; readonly folder: string }
    | { readonly kind: 'log' }
  /** The address it comes from, as a header has it: `LGC <no-reply@example.com>`. */
  readonly from: string
}
