import { isUniqueViolation } from './errors.ts'

/** Runs a statement; resolves to false when a unique key refuses it: somebody else was there before. */
export async function unlessTaken(statement: Promise<unknown>): Promise<boolean> {
  try {
    await statement
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
