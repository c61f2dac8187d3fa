import { createHmac, randomInt } from 'node:crypto'
import type { UserCodes } from '../../app/device/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import { userCodeLength, userCodeLetters } from '../../domain/device/user-code.ts'

export function hmacUserCodes(secret: string): UserCodes {
  const key = createHmac('sha256', secret).update('user codes of devices').digest()
  return {
    make: () =>
      Array.from({ length: userCodeLength }, () => userCodeLetters[randomInt(userCodeLetters.length)]).join(
        '',
      ),
    digest: (code) => createHmac('sha256', key).update(code).digest('hex') as SecretDigest,
  }
}
