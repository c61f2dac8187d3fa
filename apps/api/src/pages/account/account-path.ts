const paths = [
  '/account',
  '/account/password',
  '/account/email',
  '/account/phone',
  '/account/apps',
  '/account/sessions',
] as const

/** Where devices are let in, with the code that is to be filled in there. */
const devicePath = /^\/device(\?user_code=[A-Z]{4}-[A-Z]{4})?$/

export type AccountPath = (typeof paths)[number] | `/device${string}`

/** The page of the account that is meant, byte for byte: nothing else is ever gone back to. */
export function accountPath(text: string | null | undefined): AccountPath | null {
  if (text && devicePath.test(text)) return text as AccountPath
  return paths.find((path) => path === text) ?? null
}
