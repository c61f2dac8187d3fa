import type { DemoSettings } from './demo-settings.ts'
import { initialOf } from './initial-of.ts'
import { readableOn } from './readable-on.ts'

/** The app's mark: its initial on its colour. */
export function icon({ name, accent }: DemoSettings): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">
  <rect width="36" height="36" rx="10" fill="${accent}"/>
  <text x="18" y="25" font-family="system-ui, sans-serif" font-size="19" font-weight="700" text-anchor="middle" fill="${readableOn(accent)}">${initialOf(name)}</text>
</svg>`
}
