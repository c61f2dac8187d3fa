import type { LoginFlow, LoginFlows } from '../ports.ts'

/** The person in front of the browser said which account it is to be, so the flow need not ask again. */
export type ChooseAccount = (flow: LoginFlow) => Promise<LoginFlow>

export function chooseAccount({ flows }: { readonly flows: Pick<LoginFlows, 'saveRequest'> }): ChooseAccount {
  return async (flow) => {
    if (!flow.request) return flow
    const prompts = flow.request.prompts.filter((prompt) => prompt !== 'select_account')
    const request = { ...flow.request, prompts }
    await flows.saveRequest(flow.xid, request)
    return { ...flow, request }
  }
}
