import type { Core } from '@lgc/composition'
import type { Grant } from './grant.ts'

/** RFC 8628, section 3.4. */
export function deviceCodeGrant({ exchangeDeviceCode }: Pick<Core, 'exchangeDeviceCode'>): Grant {
  return {
    needs: ['device_code'],
    perform: ({ client, parameters: { device_code: deviceCode = '' }, dpopThumbprint, caller }) =>
      exchangeDeviceCode({ client, deviceCode, dpopThumbprint }, caller),
  }
}
