import { html } from 'hono/html'
import type { DemoSettings } from './demo-settings.ts'
import { type Html, page } from './page.ts'

/** The front door: what this app is, and one button. */
export function signedOutPage(settings: DemoSettings, { sessionEnded }: { sessionEnded: boolean }): Html {
  const { name, other } = settings
  const content = html`${sessionEnded ? sessionEndedNote(settings) : ''}
    <section class="card">
      <h1>Welcome to ${name}</h1>
      <p class="lead">A small sample product. It knows nobody by itself: LGC tells it who you are.</p>
      <p class="actions"><a class="button" href="/sign-in">Sign in</a></p>
    </section>
    <section class="steps" aria-labelledby="steps">
      <h2 id="steps">What happens when you sign in</h2>
      <ol>
        <li><strong>LGC asks who you are.</strong> Your password is typed there and nowhere else.</li>
        <li><strong>You decide what to share.</strong> ${name} asks for your name and email address.</li>
        <li><strong>You come back, signed in.</strong> Then open ${other.name}: no password the second time.</li>
      </ol>
    </section>`
  return page(settings, `${name} · sample app`, content)
}

function sessionEndedNote({ name }: DemoSettings): Html {
  return html`<p class="note" role="status">Your session has ended, so you were signed out of ${name}.</p>`
}
