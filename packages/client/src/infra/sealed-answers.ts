import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { GivenAnswers, Once } from '../app/ports.ts'

const cipher = 'aes-256-gcm'
const [nonceBytes, tagBytes] = [12, 16]

/**
 * Answers that are kept under a key of the service and of the request: they carry secrets that are shown
 * once, and whoever reads the table must not find these. What stands for another request is not opened.
 */
export function sealedAnswers(answers: GivenAnswers, serverKey: string): GivenAnswers {
  return {
    claim: answers.claim,
    save: (once, answer) => answers.save(once, sealed(keyFor(serverKey, once), answer)),
    async find(once, now) {
      const given = await answers.find(once, now)
      if (!given || given.requestHmac !== once.requestHmac) return given
      return { ...given, answer: opened(keyFor(serverKey, once), given.answer) }
    },
  }
}

function keyFor(serverKey: string, { clientXid, key, part, requestHmac }: Once): Uint8Array {
  const purpose = `kept answer\n${clientXid}\n${part}\n${requestHmac}`
  return new Uint8Array(hkdfSync('sha256', serverKey, key, purpose, 32))
}

function sealed(key: Uint8Array, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, key, nonce)
  const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
  return Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64url')
}

/** @throws when it was sealed under another key or changed since */
function opened(key: Uint8Array, text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString()
}
