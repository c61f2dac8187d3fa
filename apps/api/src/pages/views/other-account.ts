import { html } from 'hono/html'
import { notice } from './form-parts.ts'
import type { Frame, Html } from './frame.ts'
import { textsIn } from './texts-in.ts'

/** Says that a link is not about the account that is signed in in this browser. */
export function otherAccount({ language, signedInAs }: Frame & { readonly signedInAs: string | null }): Html {
  return signedInAs === null ? html`` : notice(textsIn(language).account.otherAccount(signedInAs))
}
