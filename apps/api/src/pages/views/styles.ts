import { accountStyles } from './styles-account.ts'
import { type Theme, themes } from './themes.ts'

const neutrals = (theme: Theme): string => `:root {
  --page: ${theme.page};
  --surface: ${theme.surface};
  --text: ${theme.text};
  --muted: ${theme.muted};
  --line: ${theme.line};
  --control: ${theme.control};
  --danger: ${theme.danger};
  --danger-surface: ${theme.dangerSurface};
}`

/** The one stylesheet of the pages. The colours of the brand come from each page's own style block. */
export const stylesheet: string = `${neutrals(themes.light)}
@media (prefers-color-scheme: dark) { ${neutrals(themes.dark)} }

:root {
  color-scheme: light dark;
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Hiragino Sans',
    'Noto Sans JP', 'Noto Sans CJK JP', 'Yu Gothic UI', Meiryo, sans-serif;
  font-size: 100%;
  line-height: 1.5;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

*, *::before, *::after { box-sizing: border-box; }

body {
  margin: 0;
  min-height: 100vh;
  min-height: 100svh;
  display: flex;
  flex-direction: column;
  background: var(--surface);
  color: var(--text);
  overflow-wrap: anywhere;
}

h1, h2, p, ul, dl, dd, fieldset, legend { margin: 0; padding: 0; }

h1 {
  font-size: 1.625rem;
  font-weight: 650;
  line-height: 1.25;
  letter-spacing: -0.015em;
  text-wrap: balance;
}

h2 { font-size: 0.875rem; font-weight: 600; color: var(--muted); }

:lang(ja) { line-height: 1.65; line-break: strict; }
:lang(ja) h1 { font-size: 1.5rem; font-weight: 700; line-height: 1.4; letter-spacing: 0; word-break: auto-phrase; }

a {
  color: var(--link);
  text-decoration-thickness: 0.0625em;
  text-underline-offset: 0.2em;
  border-radius: 0.25rem;
}
a:hover { text-decoration-thickness: 0.125em; }

:focus-visible { outline: 0.1875rem solid var(--link); outline-offset: 0.125rem; }

.card {
  width: 100%;
  max-width: 30rem;
  margin: 0 auto;
  padding: 2rem 1.5rem 1.5rem;
}

.brand {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  margin-bottom: 2rem;
}
.brand-name { font-weight: 600; line-height: 1.3; }
.mark {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.75rem;
  height: 2.75rem;
  border: 1px solid var(--edge);
  border-radius: 0.75rem;
  background: var(--fill);
  color: var(--on-fill);
  font-size: 1.25rem;
  font-weight: 700;
  line-height: 1;
}
/* Logos are drawn for white paper; in the dark they keep it. */
.logo { background: #ffffff; border-color: var(--line); padding: 0.25rem; object-fit: contain; }

.lead { margin-top: 0.5rem; color: var(--muted); }
.lead + p { margin-top: 0.75rem; }
h1 + form, .lead + form, .lead + .button, p + .button { margin-top: 1.75rem; }

.account {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  margin-top: 1.25rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
.account p { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; column-gap: 1rem; }
.account strong { flex: 1 1 auto; font-weight: 600; }
.account a { font-size: 0.875rem; padding: 0.125rem 0; }
.account .hint { flex-basis: 100%; }
.avatar {
  flex: none;
  display: grid;
  place-items: center;
  width: 2rem;
  height: 2rem;
  border-radius: 50%;
  background: var(--line);
  font-size: 0.875rem;
  font-weight: 600;
  line-height: 1;
}

form { margin-top: 1.5rem; }
.field { margin-bottom: 1.25rem; }
.field label { display: block; margin-bottom: 0.375rem; font-size: 0.9375rem; font-weight: 550; }
.control { position: relative; }
.control input {
  display: block;
  width: 100%;
  min-height: 3rem;
  padding: 0.625rem 0.875rem;
  border: 1px solid var(--control);
  border-radius: 0.625rem;
  background: var(--surface);
  color: inherit;
  font: inherit;
}
.control input:focus { outline: 0.1875rem solid var(--link); outline-offset: -0.0625rem; }
.control:has(.reveal) input { padding-right: 5.5rem; }
.reveal {
  position: absolute;
  top: 0.125rem;
  right: 0.125rem;
  min-width: 2.75rem;
  height: 2.75rem;
  padding: 0 0.875rem;
  border: 0;
  border-radius: 0.5rem;
  background: transparent;
  color: var(--link);
  font: inherit;
  font-size: 0.875rem;
  font-weight: 550;
  cursor: pointer;
}
.reveal:hover { text-decoration: underline; text-underline-offset: 0.2em; }
.hint { color: var(--muted); font-size: 0.875rem; }
.resend, .instead { margin-top: 1.25rem; }
.field .hint, .button + .hint { margin-top: 0.375rem; }

.icon { flex: none; width: 1.25rem; height: 1.25rem; }
.invalid input { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
.field-problem { display: flex; gap: 0.5rem; margin-top: 0.5rem; color: var(--danger); font-size: 0.875rem; }
.field-problem .icon { width: 1rem; height: 1rem; margin-top: 0.1875rem; }
.notice {
  display: flex;
  gap: 0.75rem;
  margin-top: 1.5rem;
  padding: 0.875rem 1rem;
  border: 1px solid var(--danger);
  border-radius: 0.75rem;
  background: var(--danger-surface);
  font-size: 0.9375rem;
}
.notice .icon { margin-top: 0.125rem; color: var(--danger); }
.notice ul { padding-left: 1.25rem; }
.notice li a { display: inline-block; padding: 0.125rem 0; }
.notice a { color: inherit; }

.button {
  display: flex;
  align-items: center;
  justify-content: center;
  width: 100%;
  min-height: 3rem;
  padding: 0.625rem 1.25rem;
  border: 1px solid transparent;
  border-radius: 0.625rem;
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
  transition: background-color 120ms, border-color 120ms;
}
.primary { background: var(--fill); color: var(--on-fill); border-color: var(--edge); }
.primary:hover { background: var(--fill-hover); }
.secondary { background: var(--surface); color: var(--text); border-color: var(--control); }
.secondary:hover { background: var(--page); border-color: var(--text); }
.button:disabled { cursor: progress; opacity: 0.65; }
.choices { display: grid; gap: 0.75rem; margin-top: 1.5rem; }
.choices > div + div { margin-top: 0.75rem; }

.scopes { min-width: 0; border: 0; }
.scopes legend { margin-bottom: 0.5rem; font-weight: 600; }
.scope { display: flex; gap: 0.875rem; padding: 0.75rem 0; border-bottom: 1px solid var(--line); cursor: pointer; }
.scope:last-child { border-bottom: 0; }
.scope:has(:disabled) { cursor: default; }
.scope input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--edge); }
.scope-text { display: grid; min-width: 0; }
.scope-label { display: flex; flex-wrap: wrap; align-items: center; gap: 0.125rem 0.5rem; font-weight: 550; }
.tag {
  padding: 0.0625rem 0.5rem;
  border: 1px solid var(--line);
  border-radius: 1rem;
  color: var(--muted);
  font-size: 0.75rem;
  font-weight: 500;
}

.aside { margin-top: 1.5rem; color: var(--muted); font-size: 0.9375rem; }
.aside a { display: inline-block; padding: 0.125rem 0; }

.apps, .reference { margin-top: 2rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.apps ul { display: grid; gap: 0.5rem; list-style: none; margin-top: 0.75rem; }
.apps a {
  display: flex;
  justify-content: space-between;
  gap: 1rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  color: var(--text);
  font-weight: 550;
  text-decoration: none;
}
.apps a::after { content: '→' / ''; color: var(--muted); }
.apps a:hover { border-color: var(--control); background: var(--page); }
.reference dl { margin-top: 0.375rem; color: var(--muted); font-size: 0.8125rem; }
.reference div { display: flex; flex-wrap: wrap; column-gap: 0.75rem; }
.reference dt { min-width: 4rem; }
.reference dd { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; user-select: all; }
${accountStyles}
footer { margin: auto 0 0; padding: 1.5rem; color: var(--muted); font-size: 0.8125rem; text-align: center; }

.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@media (min-width: 34rem) {
  body { background: var(--page); padding: 1.5rem; }
  .card {
    max-width: 27.5rem;
    margin-block: auto;
    padding: 2.5rem;
    border: 1px solid var(--line);
    border-radius: 1.25rem;
    background: var(--surface);
    box-shadow: 0 1px 2px rgb(0 0 0 / 0.04), 0 0.75rem 2rem -0.75rem rgb(0 0 0 / 0.08);
  }
  footer { margin-top: 0; padding: 1.5rem 1.5rem 0; }
}

@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { transition: none; }
}

@media (forced-colors: active) {
  .mark, .avatar { border: 1px solid CanvasText; }
  .primary, .primary:hover {
    forced-color-adjust: none;
    border-color: ButtonText;
    background: ButtonText;
    color: ButtonFace;
  }
  .primary:focus-visible { outline-color: Highlight; }
  .button:disabled { opacity: 1; }
  .primary:disabled { border-color: GrayText; background: GrayText; }
  .secondary:disabled { border-color: GrayText; color: GrayText; }
}
`
