import { extent } from '../../support/extent.ts'

/**
 * By how much later than promised an answer may come here: the machine runs other suites, the database and the
 * callers beside the service, and in a short run a dozen of them at once.
 */
export const latenessInMilliseconds: number = extent(3000, 1000)
