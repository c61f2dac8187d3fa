/** The words of our own paths and ids; tokens and passwords are longer or have other characters. */
const plainWord = /^[a-z0-9.-]{0,24}$/

/** A path as the logs may keep it: whatever is no plain word might be a secret in the wrong place. */
export function notablePath(path: string): string {
  return path
    .split('/')
    .map((segment) => (plainWord.test(segment) ? segment : '***'))
    .join('/')
}
