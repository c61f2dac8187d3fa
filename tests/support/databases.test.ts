import { createConnection } from 'mysql2/promise'
import { describe, expect, inject, it } from 'vitest'
import { databases } from './databases.ts'

describe.each(databases)('a fresh database on $name', ({ name, create }) => {
  it('has an address of its own every time', async () => {
    const [first, second] = await Promise.all([create(), create()])
    expect(first.url).not.toBe(second.url)
    expect(first.url.startsWith(`${name}:`)).toBe(true)
    await Promise.all([first.drop(), second.drop()])
  })
})

describe.skipIf(inject('mysqlUrl') === null)('the database server', () => {
  it('keeps databases apart, and forgets the dropped ones', async () => {
    const server = databases.find(({ name }) => name === 'mysql')
    const database = await server?.create()
    const connection = await createConnection(database?.url ?? '')
    await connection.query('create table here (id int)')
    await database?.drop()
    await expect(connection.query('select id from here')).rejects.toThrow(/exist|unknown|no database/i)
    await connection.end()
  })
})
