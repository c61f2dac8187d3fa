import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executable = findChromium()

/** `describe` where there is a Chromium, else a suite that says it did not run; under CI it must run. */
export const describeInChromium: typeof describe | typeof describe.skip = suite()

/** Starts the browser of this machine; whoever asked for it closes it. */
export function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error('there is no Chromium: set CHROMIUM_PATH')
  return chromium.launch({ executablePath: executable, args: flags })
}

function suite(): typeof describe | typeof describe.skip {
  if (executable !== undefined) return describe
  const reason = 'no CHROMIUM_PATH, no /usr/bin/chromium and no chromium on PATH'
  if (process.env['CI'] === 'true') throw new Error(`Chromium is required: ${reason}`)
  console.warn(`Chromium: not run (${reason})`)
  return describe.skip
}

function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return named
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium'))
  return ['/usr/bin/chromium', ...onPath].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
