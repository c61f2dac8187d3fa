import { randomBytes } from 'node:crypto'
import type { Core } from '@lgc/composition'
import { addOidcProduct, basic } from './oidc.ts'
import { addApiKey, addProduct } from './signing-in.ts'
import { type Asked, type LoadSettings, type Products, type Run, until } from './workload-asking.ts'
import type { Journal, Subject } from './workload-checker.ts'
import { register, verify } from './workload-people.ts'
import { checkSession, useSession } from './workload-sessions.ts'
import { introspect, useTokens } from './workload-tokens.ts'

export type Load = {
  /** Grows while the load goes on. */
  readonly journal: Journal
  /** Lets every request under way end; then asks of everything in the journal whether it is as it was answered. */
  readonly stop: () => Promise<Journal>
}

export async function prepareLoad(service: { readonly core: Core }): Promise<Products> {
  const product = await addProduct(service, { isFirstParty: true })
  const oidc = await addOidcProduct(service)
  return {
    native: {
      clientId: product.client.clientId,
      secret: product.secret ?? '',
      apiKey: await addApiKey(service, product),
    },
    oidc: {
      clientId: oidc.client.clientId,
      authorization: basic(oidc.client.clientId, oidc.secret ?? ''),
    },
  }
}

export function startLoad(settings: LoadSettings): Load {
  const run: Run = { ...settings, journal: [], isStopping: false, nextAt: 0 }
  const workers = Array.from({ length: settings.workers }, (_, index) => work(run, index))
  return {
    journal: run.journal,
    async stop() {
      run.isStopping = true
      await Promise.all(workers)
      await confirm(run)
      return run.journal
    },
  }
}

async function work(run: Run, index: number): Promise<void> {
  for (let life = index; !run.isStopping; life++) {
    const person = `load-${randomBytes(8).toString('hex')}@example.com`
    if (!(await until(run, () => register(run, person)))) return
    await (life % 2 === 0 ? useSession(run, person, life) : useTokens(run, person, life))
  }
}

/** Asks once of everything that any answer was about. */
async function confirm(run: Run): Promise<void> {
  const changes = run.journal.flatMap(({ writes, doubts }) => [...writes, ...doubts])
  const left = [...new Set(changes.map(({ subject }) => subject))]
  const ofOne = (subject: Subject): Promise<Asked> => {
    const [kind, name = ''] = subject.split(' ')
    if (kind === 'person') return verify(run, name, 'confirm')
    return kind === 'session' ? checkSession(run, name, 'confirm') : introspect(run, subject, 'confirm')
  }
  const worker = async (): Promise<void> => {
    for (let subject = left.pop(); subject; subject = left.pop()) await ofOne(subject)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}
