import { readableOn } from './readable-on.ts'

/** The one stylesheet, in the app's colour. */
export function stylesheet(accent: string): string {
  return `:root { --accent: ${accent}; --on-accent: ${readableOn(accent)}; }\n${rules}`
}

const rules = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f4; --surface: #ffffff; --line: #e2e2de; --control: #85857e;
  --text: #1c1c1a; --muted: #5c5c57; --good: #1a6b3c; --good-ground: #e3f3e9;
  font: 100%/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141413; --surface: #1f1f1d; --line: #34342f; --control: #85857e;
    --text: #f1f1ee; --muted: #b0b0a8; --good: #8fd6ab; --good-ground: #183524;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 1.25rem; max-width: 42.5rem; min-height: 100vh;
  display: flex; flex-direction: column; background: var(--ground); color: var(--text);
}
main { flex: 1; padding: 1rem 0 2.5rem; }
h1 { margin: 0; font-size: clamp(1.5rem, 1.2rem + 1.8vw, 2.1rem); line-height: 1.2; letter-spacing: -0.02em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1rem; }
p { margin: 0; }
a { color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: 2px; text-underline-offset: 0.2em; }
a:focus-visible, button:focus-visible { outline: 3px solid var(--text); outline-offset: 3px; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }

.top { display: flex; align-items: center; justify-content: space-between; padding: 1.5rem 0; }
.mark { display: inline-flex; align-items: center; gap: 0.75rem; min-height: 2.75rem; font-size: 1.1rem; font-weight: 650; text-decoration: none; }
.mark img { display: block; }
.tag { padding: 0.1rem 0.6rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.8rem; color: var(--muted); white-space: nowrap; }
.good { border-color: transparent; background: var(--good-ground); color: var(--good); }

.card {
  padding: clamp(1.5rem, 1rem + 3vw, 2.75rem); border: 1px solid var(--line); border-radius: 1rem;
  background: linear-gradient(var(--accent), var(--accent)) top / 100% 4px no-repeat var(--surface); box-shadow: 0 1px 2px rgb(0 0 0 / 4%), 0 12px 32px rgb(0 0 0 / 5%);
}
.lead { margin-top: 0.6rem; color: var(--muted); font-size: 1.05rem; overflow-wrap: anywhere; }
.small { margin-top: 1rem; color: var(--muted); font-size: 0.9rem; }
.note { margin-bottom: 1rem; padding: 0.85rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 0.6rem; background: var(--surface); }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 1rem 1.5rem; margin-top: 1.75rem; }

.button, button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.9rem; padding: 0.6rem 1.6rem;
  border: 1px solid transparent; border-radius: 0.7rem; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
}
.button { background: var(--accent); color: var(--on-accent); }
.button:hover { box-shadow: inset 0 0 0 10rem rgb(127 127 127 / 18%); }
button { background: var(--surface); color: var(--text); border-color: var(--control); }
button:hover { border-color: var(--text); }
.quiet { display: inline-flex; align-items: center; min-height: 2.9rem; }

.person { display: flex; align-items: center; gap: 1.1rem; }
.person > div { min-width: 0; }
.person .lead { margin-top: 0.2rem; }
.initial {
  flex: none; display: grid; place-items: center; width: 3.75rem; height: 3.75rem; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); font-size: 1.6rem; font-weight: 650;
}
.steps, .facts { margin-top: 2.25rem; }
.steps ol { margin: 0; padding: 0; list-style: none; counter-reset: step; display: grid; gap: 0.9rem; }
.steps li { position: relative; padding-left: 2.75rem; color: var(--muted); counter-increment: step; }
.steps li::before {
  content: counter(step); position: absolute; left: 0; top: 0.05rem; display: grid; place-items: center;
  width: 1.75rem; height: 1.75rem; border: 1px solid var(--line); border-radius: 50%; background: var(--surface);
  color: var(--text); font-size: 0.85rem; font-weight: 600;
}
.steps strong { color: var(--text); font-weight: 600; }
.facts dl { margin: 0; border-top: 1px solid var(--line); }
.facts dl > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.1rem 1.5rem; padding: 0.7rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.scopes { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0; padding: 0; list-style: none; }
.scopes li { padding: 0 0.6rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--surface); }
.leave { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 2rem; }
.foot { padding: 1.25rem 0 2rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9rem; }
@media (max-width: 30rem) {
  .facts dl > div { flex-direction: column; }
  .actions .button, .leave form, .leave button { width: 100%; }
}
@media (forced-colors: active) {
  .button, .card, .initial { border: 1px solid CanvasText; }
}
`
