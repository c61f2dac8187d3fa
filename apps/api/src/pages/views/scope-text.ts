import type { CatalogueScope, ScopeText, Texts } from './texts.ts'

/** What a scope lets an app see, in words. */
export function scopeText(scope: string, texts: Texts): ScopeText {
  if (isInCatalogue(scope, texts)) return texts.consent.scopes[scope]
  return { label: scope, detail: texts.consent.unknownScope }
}

function isInCatalogue(scope: string, texts: Texts): scope is CatalogueScope {
  return Object.hasOwn(texts.consent.scopes, scope)
}
