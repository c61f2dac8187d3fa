import { html } from 'hono/html'
import type { Form, Html } from './frame.ts'
import type { Texts } from './texts.ts'

export function hiddenFields({ csrf, flow }: Form): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">${
    flow === null ? '' : html`<input type="hidden" name="flow" value="${flow}">`
  }`
}

type Field = {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly autocomplete: string
  readonly type: 'text' | 'email' | 'tel'
  readonly hint?: string
  readonly problem: string | null
  readonly hasFocus: boolean
}

export function textField(field: Field): Html {
  const spelling = field.autocomplete === 'name' || field.type === 'tel' ? '' : identifierSpelling
  return labelled(
    field,
    html`<div class="control">
<input id="${field.name}" name="${field.name}" type="${field.type}" value="${field.value}"
 autocomplete="${field.autocomplete}"${spelling} required${states(field)}>
</div>`,
  )
}

type PasswordField = Omit<Field, 'name' | 'type' | 'value' | 'autocomplete'> & {
  readonly autocomplete: 'current-password' | 'new-password'
  /** Where a form has several of them. */
  readonly name?: string
}

/** A password is never sent back to the page. The data attributes are the words of the script's button. */
export function passwordField(passwordField: PasswordField, texts: Texts): Html {
  const field = { name: 'password', ...passwordField }
  return labelled(
    field,
    html`<div class="control" data-show="${texts.show}" data-show-label="${texts.showPassword}"
 data-hide="${texts.hide}" data-hide-label="${texts.hidePassword}">
<input id="${field.name}" name="${field.name}" type="password" autocomplete="${field.autocomplete}"
 autocapitalize="none" spellcheck="false" required${states(field)}>
</div>`,
  )
}

/** Six digits, which phones offer by themselves when a message brings them. */
export function codeField(code: Omit<Field, 'name' | 'type' | 'value' | 'autocomplete'>): Html {
  const field = { ...code, name: 'code' }
  return labelled(
    field,
    html`<div class="control">
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="16"
 spellcheck="false" required${states(field)}>
</div>`,
  )
}

type UserCodeField = Pick<Field, 'label' | 'value' | 'problem' | 'hasFocus'>

/** Eight letters that a device shows. */
export function userCodeField(code: UserCodeField): Html {
  const field = { ...code, name: 'user_code' }
  return labelled(
    field,
    html`<div class="control">
<input id="user_code" name="user_code" type="text" value="${field.value}" autocomplete="off"
 autocapitalize="characters" spellcheck="false" maxlength="32" required${states(field)}>
</div>`,
  )
}

type Described = Pick<Field, 'name' | 'label' | 'problem' | 'hasFocus'> & { readonly hint?: string }

function labelled({ name, label, hint, problem }: Described, control: Html): Html {
  return html`<div class="${problem === null ? 'field' : 'field invalid'}">
<label for="${name}">${label}</label>
${control}
${problem === null ? '' : html`<p class="field-problem" id="${name}-problem">${alertIcon}<span>${problem}</span></p>`}
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`
}

function states({ name, hint, problem, hasFocus }: Described): Html {
  const descriptions = [
    ...(problem === null ? [] : [`${name}-problem`]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ].join(' ')
  return html`${problem === null ? '' : html` aria-invalid="true"`}${
    descriptions === '' ? '' : html` aria-describedby="${descriptions}"`
  }${hasFocus ? html` autofocus` : ''}`
}

/** What is wrong with the whole form rather than with one field. */
export function notice(problem: string): Html {
  return html`<div class="notice" role="alert">${alertIcon}<p>${problem}</p></div>`
}

type FieldProblem = { readonly name: string; readonly label: string; readonly problem: string }

/**
 * Says to a screen reader what the fields say in place. It is shown only when there are several
 * problems, where it serves everybody as a list of links to the fields.
 */
export function problemSummary(problems: readonly FieldProblem[], texts: Texts): Html {
  const [first, second] = problems
  if (first === undefined) return html``
  if (second === undefined) return html`<p class="visually-hidden" role="alert">${first.problem}</p>`
  return html`<div class="notice" role="alert">${alertIcon}<div>
<p>${texts.fieldsToCorrect}</p>
<ul>${problems.map(
    ({ name, label, problem }) =>
      html`<li><a href="#${name}">${label}</a><span class="visually-hidden"> ${problem}</span></li>`,
  )}</ul>
</div></div>`
}

const identifierSpelling = html` inputmode="email" autocapitalize="none" spellcheck="false"`

const alertIcon = html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path fill="currentColor" d="M10 1.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 4a.9.9 0 0 1 .9.9v4.4a.9.9 0 0 1-1.8 0V6.4a.9.9 0 0 1 .9-.9Zm0 9.2a1.1 1.1 0 1 1 0-2.2 1.1 1.1 0 0 1 0 2.2Z"/></svg>`
