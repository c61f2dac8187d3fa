import { type Finding, fine, warning } from './finding.ts'

const toleratedInSeconds = 5

/** Sessions and codes expire by our clock; the trail of several machines is read by all of them. */
export function clockFinding(databaseSeconds: number, ownMilliseconds: number): Finding {
  const apart = Math.abs(Math.round(ownMilliseconds / 1000 - Number(databaseSeconds)))
  return apart <= toleratedInSeconds
    ? fine('clock', 'agrees with that of the database')
    : warning('clock', `${apart} s away from that of the database`, 'Synchronise both machines with NTP.')
}
