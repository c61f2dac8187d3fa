import type { CodeMethod, CodeRules } from '@lgc/person'
import { belongsToCountries } from '@lgc/person/infra'
import type { Settings } from './settings.ts'

/** Only what can reach somebody is offered. */
export function codeRulesOf({ codes, mail, sms }: Settings): CodeRules {
  const methods = new Set<CodeMethod>()
  if (sms !== null) methods.add('otp_sms')
  if (mail !== null && codes.areMailed) methods.add('otp_email')
  return { methods, mayBeTexted: belongsToCountries(codes.countries), isEchoed: codes.areEchoed }
}
