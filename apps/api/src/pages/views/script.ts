/** The script of the pages. Everything works without it. */
export const script: string = `'use strict'
for (const control of document.querySelectorAll('[data-show]')) {
  const input = control.querySelector('input')
  const words = control.dataset
  const button = document.createElement('button')
  const conceal = (concealed) => {
    input.type = concealed ? 'password' : 'text'
    button.textContent = concealed ? words.show : words.hide
    button.setAttribute('aria-label', concealed ? words.showLabel : words.hideLabel)
  }
  button.type = 'button'
  button.className = 'reveal'
  button.setAttribute('aria-controls', input.id)
  button.addEventListener('click', () => conceal(input.type === 'text'))
  conceal(true)
  control.append(button)
  // Browsers offer to keep a password only when the field is one at the time it is sent.
  input.form.addEventListener('submit', () => conceal(true))
}

// An answer that is posted to a client needs nobody to send it.
const toSend = document.querySelector('form[data-send]')
if (toSend) toSend.submit()

// Clients sign this browser out in frames; once they did, or after a while, nobody need press anything to go on.
const onward = document.querySelector('a[data-continue]')
if (onward) {
  const leave = () => location.replace(onward.href)
  window.addEventListener('load', leave)
  setTimeout(leave, 5000)
}

// A disabled button is not sent with the form, so it is disabled after the form has been read.
const buttons = () => document.querySelectorAll('button[type=submit]')
const enable = () => buttons().forEach((button) => { button.disabled = false })
document.addEventListener('submit', () => {
  setTimeout(() => buttons().forEach((button) => { button.disabled = true }))
  setTimeout(enable, 5000)
})
// The browser may bring the page back as it was left.
window.addEventListener('pageshow', enable)
`
