/**
 * Whether tests go to the length that `npm run test:faults` and `npm run test:load` ask for. The same tests run
 * in every test run, with fewer rounds.
 */
export const isWhole: boolean = process.env['LGC_TEST_EXTENT'] === 'whole'

/** How often, or how long: in every test run, and when the whole of it is asked for. */
export function extent(short: number, whole: number): number {
  return isWhole ? whole : short
}
