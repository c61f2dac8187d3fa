import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Environment } from '@lgc/composition'
import { type Result, accept, refuse } from '@lgc/kernel'
import { z } from 'zod'

type Reference = string | { readonly env: string } | { readonly file: string }
type Surroundings = {
  readonly env: Environment
  /** The apply file: paths of secrets are seen from its folder. */
  readonly file: string
  readonly isProduction: boolean
}

const longest = 256
const reference: z.ZodType<Reference> = z.union(
  [
    z.string().min(1),
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  'must be text, {env: NAME} or {file: PATH}',
)

/** A secret as it is written in the file, turned into its value. No message ever has the value in it. */
export function secretSchema(around: Surroundings): z.ZodType<string> {
  return reference.transform((given, context) => {
    const read = valueOf(given, around)
    if (read.ok && read.value.length <= longest) return read.value
    const message = read.ok ? `must have ${longest} characters at most` : read.refusal
    context.addIssue({ code: 'custom', message, input: undefined })
    return z.NEVER
  })
}

function valueOf(given: Reference, { env, file, isProduction }: Surroundings): Result<string, string> {
  if (typeof given === 'string') {
    return isProduction
      ? refuse('must not be written in the file in production: use {env: NAME} or {file: PATH}')
      : accept(given)
  }
  if ('env' in given) {
    const value = env[given.env]
    return value ? accept(value) : refuse(`names the environment variable ${given.env}, which is not set`)
  }
  const value = contentOf(resolve(dirname(file), given.file))
  return value ? accept(value) : refuse(`names the file ${given.file}, which is empty or cannot be read`)
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}
