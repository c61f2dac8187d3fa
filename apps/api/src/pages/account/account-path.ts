const paths = [
  '/account',
  '/account/password',
  '/account/email',
  '/account/phone',
  '/account/apps',
  '/account/sessions',
] as const

export type AccountPath = (typeof paths)[number]

/** The page of the account that is meant, byte for byte: nothing else is ever gone back to. */
export function accountPath(text: string | null | undefined): AccountPath | null {
  return paths.find((path) => path === text) ?? null
}
