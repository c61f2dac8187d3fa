import { html } from 'hono/html'
import { type Form, type Html } from '../frame.ts'
import { page } from '../page.ts'
import type { AccountTab } from '../texts-account.ts'
import { textsIn } from '../texts-in.ts'

/** Whose account a page is about. */
export type AccountFrame = Form & { readonly personName: string; readonly identifier: string }

type Content = {
  readonly tab: AccountTab
  readonly title: string
  readonly hasProblem?: boolean
  readonly body: Html
}

const hrefs: Record<AccountTab, string> = {
  overview: '/account',
  password: '/account/password',
  apps: '/account/apps',
  sessions: '/account/sessions',
}

/** A page of the account, with the way to the others. */
export function accountPage(model: AccountFrame, { tab, ...content }: Content): Html {
  const { navigation, tabs } = textsIn(model.language).account
  const items = Object.entries(hrefs).map(([name, href]) => {
    const current = name === tab ? html` aria-current="page"` : ''
    return html`<li><a href="${href}"${current}>${tabs[name as AccountTab]}</a></li>`
  })
  const links = html`<nav class="tabs" aria-label="${navigation}"><ul>${items}</ul></nav>`
  return page(model, { ...content, navigation: links })
}

/** Something that went well. */
export function success(text: string): Html {
  return html`<div class="notice good" role="status"><p>${text}</p></div>`
}
