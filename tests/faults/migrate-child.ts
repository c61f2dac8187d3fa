import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { diesAfter, killThisProcess } from './dies-after.ts'

const [url = '', statements = 'Infinity'] = process.argv.slice(2)
const database = open<unknown>(url)
const { db } = database
const done = await migrate({ ...database, db: db.withPlugin(diesAfter(Number(statements), killThisProcess)) })
await db.destroy()
process.stdout.write(JSON.stringify(done))
