import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { addChanges, addRows, writeTrail } from '../support/sealing.ts'
import type { Service } from '../support/service.ts'
import { addProduct, openJourney, testCaller, valueOf } from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Entry = Readonly<Record<string, unknown>>
type Page = { readonly data: readonly Entry[]; readonly next_cursor: string | null }

/** More than one page of an export. */
const many = 2300

describe.each(databases)('the record on $name', ({ create }) => {
  let service: Service
  let headers: Readonly<Record<string, string>>
  let target: string
  beforeAll(async () => {
    service = await openJourney(create)
    const { client } = await addProduct(service)
    const order = {
      clientId: client.clientId,
      expiresAt: null,
      name: freshName('key'),
      role: 'admin' as const,
    }
    headers = { 'X-API-Key': valueOf(await service.core.createApiKey(order, testCaller)).key }
    target = service.core.newXid()
    await addChanges(service, 30, 'thing.changed')
    await writeTrail(service, async ({ record, report }) => {
      for (let i = 0; i < 3; i++) {
        const agent = { type: 'person', xid: target as never } as const
        await record({ action: 'thing.named', target: { type: 'thing', xid: target as never }, agent })
      }
      const claimed = { claimedClientId: 'claimed-client', identifier: '=HYPERLINK("x")' }
      await report({ event: 'formula_tried', ...claimed, details: { path: '=1+1,"x"\n' } })
    })
  })
  afterAll(() => service.close())

  const read = async (path: string): Promise<Page> => {
    const { status, body } = await service.call(path, { headers })
    expect(status, JSON.stringify(body)).toBe(200)
    return body as unknown as Page
  }
  const text = async (path: string): Promise<string> => {
    const response = await service.fetch(path, { headers })
    expect(response.status).toBe(200)
    return response.text()
  }

  it('is read newest first, page by page, and each entry once', async () => {
    const seen: Entry[] = []
    let cursor: string | null = null
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`
      const page: Page = await read(`/admin/audit?limit=7${next}`)
      expect(page.data.length).toBeLessThanOrEqual(7)
      seen.push(...page.data)
      cursor = page.next_cursor
      await addChanges(service, 1)
    } while (cursor !== null)
    const times = seen.map((entry) => String(entry['created_at']))
    expect(times).toEqual(times.toSorted().toReversed())
    expect(new Set(seen.map(({ xid }) => xid)).size).toBe(seen.length)
    expect(seen.filter(({ action }) => action === 'thing.changed')).toHaveLength(45)
    expect(seen.filter(({ action }) => action === 'thing.named')).toHaveLength(3)
  })

  it('is filtered by whatever is asked, and by all of it at once', async () => {
    const mine = `target_xid=${target}&agent_xid=${target}&action=thing.named`
    const from = new Date(1_800_000_000_000).toISOString()
    const rest = `request_id=${testCaller.requestId}&ip_address=${testCaller.address}&from=${from}`
    expect((await read(`/admin/audit?${mine}&${rest}`)).data).toHaveLength(3)
    for (const filter of mine.split('&')) expect((await read(`/admin/audit?${filter}`)).data).toHaveLength(3)
    expect((await read(`/admin/audit?to=${from}`)).data).toEqual([])
    expect((await read('/admin/audit?ip_address=192.0.2.77')).data).toEqual([])
    expect((await read('/admin/security-events?event=formula_tried')).data).toMatchObject([
      { client_id_claimed: 'claimed-client', identifier: '***', details: { path: '=1+1,"x"\n' } },
    ])
    expect((await read('/admin/security-events?client_id=claimed-client')).data).toHaveLength(1)
    expect((await read('/admin/security-events?client_id=another')).data).toEqual([])
  })

  it('has the requests by which it was read, without their queries', async () => {
    await read('/admin/audit?action=canary.of.a.query')
    await expect
      .poll(async () => (await read('/admin/requests?limit=100')).data.length, { timeout: 5000 })
      .toBeGreaterThan(3)
    const { data } = await read('/admin/requests?limit=100')
    expect(JSON.stringify(data)).not.toContain('canary')
    const [{ api_key_xid: key, client_xid: client } = {}] = data
    const mine = `api_key_xid=${String(key)}&client_xid=${String(client)}`
    expect((await read(`/admin/requests?${mine}`)).data).not.toEqual([])
  })

  it.each([
    ['limit=0', 'limit', 'pattern'],
    ['limit=101', 'limit', 'pattern'],
    ['cursor=x', 'cursor', 'pattern'],
    ['cursor=00000000000000000001', 'cursor', 'unknown'],
    ['agent_xid=1', 'agent_xid', 'pattern'],
    ['from=yesterday', 'from', 'pattern'],
    ["action=' or 1=1", 'action', 'pattern'],
    ['nonsense=1', 'nonsense', 'unknown_member'],
    ['action=a&action=b', '', 'repeated'],
  ])('refuses %s', async (query, path, rule) => {
    const { status, body } = await service.call(`/admin/audit?${query}`, { headers })
    const { code, fields } = body
    expect({ status, code, fields }).toEqual({
      status: 400,
      code: 'validation_failed',
      fields: [{ path, rule }],
    })
  })

  it('is exported whole, in lines of JSON', async () => {
    await addRows(service, many, (index) => ({ action: 'many', created_at: index % 1200 }))
    const lines = (await text('/admin/audit/export?action=many')).trimEnd().split('\n')
    const xids = lines.map((line) => (JSON.parse(line) as Entry)['xid'])
    expect([lines.length, new Set(xids).size]).toEqual([many, many])
  })

  it('is exported as CSV that no spreadsheet runs', async () => {
    const csv = await text('/admin/security-events/export?format=csv&event=formula_tried')
    const [head, row] = csv.split('\r\n')
    expect(head).toMatch(/^xid,created_at,event,identifier,/)
    expect(row).toContain('"{""path"":""=1+1,\\""x\\""\\n""}"')
    const response = await service.fetch('/admin/audit/export?format=csv&action=thing.named', { headers })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
    expect((await response.text()).trimEnd().split('\r\n')).toHaveLength(4)
    const { status } = await service.call('/admin/audit/export?format=xlsx', { headers })
    expect(status).toBe(400)
  })
})
