import { type GatewaySettings, gatewayProblem } from '@lgc/notification/infra'
import { isSupportedCountry } from 'libphonenumber-js'
import { z } from 'zod'
import type { Settings } from './settings.ts'

type Problems = readonly { readonly name: string; readonly problem: string }[]

const defaultBody = '{"to":"{recipient}","text":"{text}","id":"{message_id}"}'

const headersForm = z
  .string()
  .transform((text, context): Readonly<Record<string, string>> => {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '')
    const pairs = lines.map((line) => /^\s*([!#$%&'*+.^_`|~A-Za-z0-9-]+):\s*(.+?)\s*$/.exec(line))
    if (pairs.includes(null)) context.addIssue('must be lines such as Authorization: Bearer TOKEN')
    return Object.fromEntries(pairs.map((pair) => [(pair?.[1] ?? '').toLowerCase(), pair?.[2] ?? '']))
  })
  .optional()

/** How codes reach people. */
export const codeSettings = {
  LGC_EMAIL_CODES: z.enum(['on', 'off', '1', '0', 'true', 'false'], 'must be on or off').default('on'),
  LGC_DEV_OTP: z.enum(['on', 'off', '1', '0', 'true', 'false'], 'must be 1 or 0').default('off'),
  LGC_SMS_URL: z
    .string()
    .regex(/^https?:\/\/./, 'must start with https://')
    .optional(),
  LGC_SMS_METHOD: z.enum(['POST', 'PUT', 'GET'], 'must be POST, PUT or GET').default('POST'),
  LGC_SMS_HEADERS: headersForm,
  LGC_SMS_BODY: z.string().default(defaultBody),
  LGC_SMS_COUNTRIES: z
    .string()
    .transform((text) => text.split(',').map((country) => country.trim()))
    .refine(
      (countries) => countries.every((country) => isSupportedCountry(country)),
      'must be countries such as JP,US',
    )
    .optional(),
}

type Parsed = z.output<z.ZodObject<typeof codeSettings>> & { readonly LGC_DEFAULT_COUNTRY: string }

const isOn = (text: string): boolean => ['on', '1', 'true'].includes(text)

/** What of the settings goes into codes; in development messages go where mail goes. */
export function codesOf(parsed: Parsed, mail: Settings['mail']): Pick<Settings, 'codes' | 'sms'> {
  const gateway = gatewayOf(parsed)
  const local = mail && mail.route.kind !== 'smtp' ? mail.route : null
  return {
    sms: gateway ? { kind: 'gateway', gateway } : local,
    codes: {
      areMailed: isOn(parsed.LGC_EMAIL_CODES),
      areEchoed: isOn(parsed.LGC_DEV_OTP),
      countries: parsed.LGC_SMS_COUNTRIES ?? [parsed.LGC_DEFAULT_COUNTRY],
    },
  }
}

function gatewayOf(parsed: Parsed): GatewaySettings | null {
  const { LGC_SMS_URL: url, LGC_SMS_METHOD: method, LGC_SMS_BODY: body } = parsed
  const headers = { 'content-type': 'application/json', ...parsed.LGC_SMS_HEADERS }
  return url === undefined ? null : { url, method, headers, body }
}

/** What only several settings together make wrong. */
export function codeProblems(parsed: Parsed): Problems {
  const gateway = gatewayOf(parsed)
  const problem = gateway && gatewayProblem(gateway)
  return problem ? [{ name: gateway?.method === 'GET' ? 'LGC_SMS_URL' : 'LGC_SMS_BODY', problem }] : []
}

/** What would let in whoever asks. */
export function unsafeCodes(values: Readonly<Record<string, string>>): Problems {
  const echo = values['LGC_DEV_OTP']
  if (echo === undefined || !isOn(echo)) return []
  return [{ name: 'LGC_DEV_OTP', problem: 'must be off in production; it tells codes to whoever asks' }]
}
