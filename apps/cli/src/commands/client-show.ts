import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { clientJson } from '../client/client-json.ts'
import { refusedBy } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addClientShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show all settings of a client')
    .argument('<client_id>')
    .option('--json', 'print JSON')
    .action((clientId: string, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => showClient(opened, clientId))),
    )
}

async function showClient({ core }: Opened, clientId: string): Promise<Answer> {
  const client = await core.queries.clients.find(clientId)
  if (!client) return refusedBy('client_not_found')
  const json = clientJson(client)
  const { oauth, ...settings } = json
  const rows = [
    ...Object.entries(settings),
    ...Object.entries(oauth).map(([name, value]) => [`oauth.${name}`, value] as const),
  ].map(([name, value]) => [name, wordFor(value)])
  return { result: { text: table(rows), json } }
}

function wordFor(value: unknown): string {
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
