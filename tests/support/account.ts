import type { Service } from './service.ts'
import { type Page, type Visitor, formIn, newVisitor, unescaped } from './visitor.ts'
import { testPassword } from './world.ts'

/** A browser in which somebody signed in for a page of their account, by the pages alone. */
export async function signedInVisitor(
  service: Pick<Service, 'fetch'>,
  identifier: string,
  { path = '/account', userAgent }: { readonly path?: string; readonly userAgent?: string } = {},
): Promise<{ readonly visitor: Visitor; readonly page: Page }> {
  const visitor = newVisitor(service)
  const asked = await visitor.visit(path)
  const challenge = await visitor.follow(await visitor.submit(asked, { identifier }))
  const headers = userAgent === undefined ? {} : { 'User-Agent': userAgent }
  const page = await visitor.follow(await visitor.submit(challenge, { password: testPassword }, headers))
  return { visitor, page }
}

/** Every form of a page: where it goes, and what it sends by itself. */
export function formsIn({ html }: Page): readonly ReturnType<typeof formIn>[] {
  return [...html.matchAll(/<form method="post".*?<\/form>/gs)].map(([form]) => formIn(form))
}

/** The form of a page in which a hidden field has a value. */
export function formWith(page: Page, name: string, value?: string): ReturnType<typeof formIn> {
  const form = formsIn(page).find(({ fields }) => name in fields && (value ?? fields[name]) === fields[name])
  if (!form) throw new Error(`no form with ${name} in ${unescaped(page.html)}`)
  return form
}
