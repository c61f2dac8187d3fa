import { connect } from 'node:net'
import type { Port } from './playground-settings.ts'

/**
 * Throws a sentence for people when something answers on the port already. Connecting finds a
 * listener on either loopback address, which binding to one of them would miss.
 */
export async function refuseTakenPort({ number, variable, user }: Port): Promise<void> {
  const hosts = ['127.0.0.1', '::1']
  const answers = await Promise.all(hosts.map((host) => answersAt(host, number)))
  if (!answers.includes(true)) return
  throw new Error(
    `Port ${number} for ${user} is in use. Stop what runs there, or set ${variable} to another port.`,
  )
}

function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const settle = (answers: boolean) => {
      socket.destroy()
      resolve(answers)
    }
    socket.setTimeout(500, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
