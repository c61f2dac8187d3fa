import { accessLevelForm } from '@lgc/client'
import { type Result, accept, refuse } from '@lgc/kernel'
import type { Newcomer } from '@lgc/person'
import { z } from 'zod'
import { readable } from '../apply/problems.ts'
import { explain } from '../explain.ts'

/** Why a row brings nobody in: a code for scripts, and what is wrong in words that quote nothing. */
export type RowProblem = { readonly code: string; readonly problems?: readonly string[] }

/** A row of the file and where it stands there. */
export type Row = { readonly line: number; readonly newcomer: Result<Newcomer, RowProblem> }

export const columns = [
  'name_display',
  'name_legal',
  'type',
  'identifier',
  'challenge',
  'access_level',
  'scopes',
] as const

const clean = z
  .string()
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be text without NUL')
const nameOf = (longest: number) =>
  clean.trim().min(1, 'must not be empty').max(longest, `must have ${longest} characters at most`)
const types = ['email', 'sms', 'company_code'] as const

const scopes = z
  .union([z.string().transform((text) => text.split(/ +/).filter(Boolean)), z.array(z.string())])
  .refine((list) => list.length <= 32, 'must be 32 scopes at most')
  .refine((list) => new Set(list).size === list.length, 'must not name a scope twice')
  .refine(
    (list) => list.every((scope) => /^[a-z][a-z0-9_.:-]{0,63}$/.test(scope)),
    explain('scope_invalid').sentence,
  )

const schema: z.ZodType<Newcomer> = z
  .strictObject({
    name_display: nameOf(100),
    name_legal: nameOf(200).nullish(),
    type: z.enum(types, `must be ${types.join(', ')}`),
    identifier: clean.min(1, 'must not be empty').max(255, 'must have 255 characters at most'),
    challenge: clean.max(256, 'must have 256 characters at most').nullish(),
    access_level: z.string().regex(accessLevelForm, explain('access_level_invalid').sentence).nullish(),
    scopes: scopes.nullish(),
  })
  .transform((row) => ({
    nameDisplay: row.name_display,
    nameLegal: row.name_legal ?? null,
    type: row.type,
    identifier: row.identifier,
    password: row.challenge ?? null,
    scopes: row.scopes && row.scopes.length > 0 ? row.scopes : null,
    accessLevel: row.access_level ?? null,
  }))

export function newcomerFrom(fields: unknown): Result<Newcomer, RowProblem> {
  const problems: string[] = []
  const newcomer = readable(schema, fields, '', problems)
  return newcomer ? accept(newcomer) : refuse({ code: 'validation_failed', problems })
}
