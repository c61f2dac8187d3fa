import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './processes.ts'

export type ProcessClock = {
  /** What a process is started with that goes by this clock. */
  readonly environment: Environment
  /** How many seconds it is ahead of the others from now on. */
  readonly setAhead: (seconds: number) => void
  readonly drop: () => Promise<void>
}

const library = libraries().find((path) => existsSync(path))

/** Whether the suites that move the clock of a process run here: without libfaketime they fail where everything must run. */
export function hasFaketime(): boolean {
  if (library !== undefined) return true
  if (process.env['CI'] === 'true') throw new Error('libfaketime is required and is not installed')
  console.warn('Clock steps: not run (no libfaketime on this machine)')
  return false
}

/** The clock of a process, set while it runs. The time that timers measure goes on as ever. */
export async function newProcessClock(): Promise<ProcessClock> {
  const folder = await mkdtemp(join(tmpdir(), 'lgc-clock-'))
  const file = join(folder, 'ahead')
  const setAhead = (seconds: number): void => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  setAhead(0)
  return {
    environment: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    setAhead,
    drop: () => rm(folder, { recursive: true }),
  }
}

/** Debian keeps it in a folder of each architecture. */
function libraries(): readonly string[] {
  if (!existsSync('/usr/lib')) return []
  return readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, 'faketime', 'libfaketime.so.1'))
}
