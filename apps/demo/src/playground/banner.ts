import { demoPerson } from './demo-person.ts'
import type { PlaygroundSettings } from './playground-settings.ts'

export function banner({ issuer, notes, calendar }: PlaygroundSettings): string {
  return `
  LGC is running, with two sample apps beside it.

    Open       ${notes.origin}   (${notes.name})
    then       ${calendar.origin}   (${calendar.name}: no password the second time)

    Sign in    ${demoPerson.email}
    Password   ${demoPerson.password}
               or create an account of your own

    API docs   ${issuer}/docs
    Stop       Ctrl-C

`
}
