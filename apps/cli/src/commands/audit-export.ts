import {
  type AuditFilter,
  type ExportFormat,
  type RequestFilter,
  type SecurityFilter,
  exportFormats,
} from '@lgc/audit'
import type { AuditCore } from '@lgc/composition'
import type { Instant, Xid } from '@lgc/kernel'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { anyInstant, xid } from '../option-values.ts'
import type { Shell } from '../shell.ts'
import { withCore } from '../with-core.ts'

const logs = ['audit', 'security-events', 'requests'] as const
type LogName = (typeof logs)[number]

type Filters = {
  readonly from?: Instant
  readonly to?: Instant
  readonly action?: string
  readonly event?: string
  readonly agent?: Xid
  readonly target?: Xid
  readonly request?: string
  readonly client?: string
  readonly ip?: string
}
type Options = Filters & { readonly format: ExportFormat }

export function addAuditExport(parent: Command, shell: Shell): void {
  parent
    .command('export')
    .description('write a log to standard output, newest entry first')
    .argument('[log]', `one of ${logs.join(', ')}`, logName, 'audit')
    .addOption(new Option('--format <format>').choices(exportFormats).default('ndjson'))
    .option('--from <time>', 'not before', anyInstant)
    .option('--to <time>', 'before', anyInstant)
    .option('--action <action>', 'of audit: what was done')
    .option('--agent <xid>', 'of audit: who did it', xid)
    .option('--target <xid>', 'of audit: to what it was done', xid)
    .option('--event <event>', 'of security-events: what happened')
    .option(
      '--client <client>',
      'of security-events: the claimed client_id; of requests: the xid of the client',
    )
    .option('--request <id>', 'the id of the request')
    .option('--ip <address>', 'where it came from')
    .action((log: LogName, options: Options) =>
      shell.tell({}, () => withCore(shell, ({ core }) => exportTo(shell, core.audit, log, options))),
    )
}

async function exportTo({ io }: Shell, core: AuditCore, log: LogName, options: Options): Promise<Answer> {
  const strangers = (Object.keys(options) as (keyof Options)[]).filter((name) => !known[log].has(name))
  if (strangers.length > 0) {
    return refused('filter_unknown', `The log ${log} knows no --${strangers.join(', --')}.`)
  }
  for await (const piece of piecesOf(core, log, options)) io.out(piece)
  return {}
}

const everywhere = ['format', 'from', 'to', 'request', 'ip'] as const
const known: Record<LogName, ReadonlySet<keyof Options>> = {
  audit: new Set([...everywhere, 'action', 'agent', 'target']),
  'security-events': new Set([...everywhere, 'event', 'client']),
  requests: new Set([...everywhere, 'client']),
}

function piecesOf(core: AuditCore, log: LogName, { format, ...asked }: Options): AsyncGenerator<string> {
  const { action, agent: agentXid, target: targetXid, event, client, request: requestId, ip: address } = asked
  const common = { from: asked.from, to: asked.to, requestId, address }
  if (log === 'audit') {
    return core.exportAudit(given<AuditFilter>({ ...common, action, agentXid, targetXid }), format)
  }
  return log === 'requests'
    ? core.exportRequests(given<RequestFilter>({ ...common, clientXid: client }), format)
    : core.exportSecurity(given<SecurityFilter>({ ...common, event, claimedClientId: client }), format)
}

/** Only the members that have a value. */
function given<Filter>(members: { readonly [Name in keyof Filter]?: Filter[Name] | undefined }): Filter {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Filter
}

function logName(text: string): LogName {
  const name = logs.find((log) => log === text)
  if (name) return name
  throw new InvalidArgumentError(`It must be one of ${logs.join(', ')}.`)
}
