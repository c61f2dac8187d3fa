import Bowser from 'bowser'

export type Device = { readonly browser: string | null; readonly system: string | null }

/** Which browser on which system a session was begun in, as far as it says so itself. */
export function deviceOf(userAgent: string): Device {
  if (userAgent === '') return { browser: null, system: null }
  const parser = Bowser.getParser(userAgent)
  return { browser: parser.getBrowserName() || null, system: parser.getOSName() || null }
}
