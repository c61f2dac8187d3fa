import type { CallbackProblem, Problem as LgcProblem } from '@lgc/sdk'
import { html } from 'hono/html'
import type { DemoSettings } from './demo-settings.ts'
import { type Html, page } from './page.ts'

export type Problem =
  | 'sign_in_unknown'
  | 'wrong_issuer'
  | 'access_denied'
  | 'sign_in_failed'
  | 'refused_by_lgc'
  | 'access_lost'
  | 'lgc_unavailable'
  | 'sign_out_incomplete'
  | 'form_unknown'
  | 'not_found'
  | 'fault'

type Refusal = Pick<LgcProblem | CallbackProblem, 'code' | 'requestId'>

type Words = { readonly title: string; readonly text: string; readonly next: 'sign_in' | 'home' }

const words: Record<Problem, Words> = {
  sign_in_unknown: {
    title: 'This sign-in cannot be finished',
    text: 'It was started in another browser, was finished already, or waited too long. Nothing happened to your account.',
    next: 'sign_in',
  },
  wrong_issuer: {
    title: 'This answer is not from LGC',
    text: 'The sign-in came back from a server that this app does not know, so it was dropped.',
    next: 'sign_in',
  },
  access_denied: {
    title: 'You are not signed in',
    text: 'LGC did not let this app in: you chose not to share your details, or your account has no access to it. You can try again at any time.',
    next: 'sign_in',
  },
  sign_in_failed: {
    title: 'Signing in did not work',
    text: 'LGC sent you back without an answer this app can use. Please try once more.',
    next: 'sign_in',
  },
  refused_by_lgc: {
    title: 'LGC refused the request of this app',
    text: 'Please sign in again. If it keeps happening, the reference below tells the operator what to look for.',
    next: 'sign_in',
  },
  access_lost: {
    title: 'You no longer have access',
    text: 'Your account may not use this app at the moment, so you were signed out of it. Ask the people who run it if this surprises you.',
    next: 'home',
  },
  lgc_unavailable: {
    title: 'Signing in is unavailable right now',
    text: 'This app cannot reach LGC. Nothing is lost: please try again in a moment.',
    next: 'home',
  },
  sign_out_incomplete: {
    title: 'You are signed out here',
    text: 'LGC could not be told. The session there ends by itself within two hours without use.',
    next: 'home',
  },
  form_unknown: {
    title: 'This page was too old',
    text: 'The button you pressed belongs to an earlier visit, so nothing was done. Please press it again on a fresh page.',
    next: 'home',
  },
  not_found: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or the page has moved.',
    next: 'home',
  },
  fault: {
    title: 'Something went wrong in this app',
    text: 'It was noted. Please try again in a moment.',
    next: 'home',
  },
}

/** Says what happened and what to do. Shows codes from LGC's own answers, never text from the address. */
export function problemPage(settings: DemoSettings, problem: Problem, refusal?: Refusal): Html {
  const { title, text, next } = words[problem]
  const content = html`<section class="card">
      <h1>${title}</h1>
      <p class="lead">${text}</p>
      <p class="actions">${next === 'sign_in' ? signInAgain(settings) : backHome(settings)}</p>
      ${refusal === undefined ? '' : reference(refusal)}
    </section>`
  return page(settings, `${title} · ${settings.name}`, content)
}

function signInAgain({ name }: DemoSettings): Html {
  return html`<a class="button" href="/sign-in">Sign in again</a><a class="quiet" href="/">Back to ${name}</a>`
}

function backHome({ name }: DemoSettings): Html {
  return html`<a class="button" href="/">Back to ${name}</a>`
}

function reference({ code, requestId }: Refusal): Html {
  const request = requestId === null ? '' : html`, request <code>${requestId}</code>`
  return html`<p class="small">Reference: <code>${code}</code>${request}</p>`
}
