import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'

const operation: Operation = {
  id: 'withdrawConsent',
  summary: 'Withdraw a consent',
  description:
    'Sessions stay, but are good for no scope any more: userinfo answers `insufficient_scope`. The next ' +
    'sign-in asks again.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  answers: { 204: { description: 'Withdrawn' } },
  errors: [...adminWriteErrors, 'consent_not_found'],
}

export function withdrawConsentRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'delete',
    path: '/admin/consents/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const consentXid = xidIn(c)
        if (!consentXid) return problem(c, 'consent_not_found')
        const withdrawn = await core.withdrawConsent({ realmXid, consentXid }, caller)
        return withdrawn.ok ? c.body(null, 204) : problem(c, withdrawn.refusal)
      }),
  }
}
