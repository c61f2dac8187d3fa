import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'
import type { OutcomeKind } from './texts-recovery.ts'

export type OutcomeModel = Frame & {
  readonly outcome: OutcomeKind
  /** Where signing in goes on. */
  readonly signInPath: string
}

/** The end of a way: what came of it, and how to go on. */
export function outcomeView(model: OutcomeModel): Html {
  const { outcomes, backToSignIn } = textsIn(model.language).recovery
  const { title, lead, advice } = outcomes[model.outcome]
  const body = html`<p class="lead">${lead}</p>
<p>${advice}</p>
<a class="button secondary" href="${model.signInPath}">${backToSignIn}</a>`
  return page(model, { title, body })
}
