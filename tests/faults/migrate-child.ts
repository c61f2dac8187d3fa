import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { diesAfter, killThisProcess } from './dies-after.ts'

const [url = '', statements = 'Infinity'] = process.argv.slice(2)
const { db, dialect } = open<unknown>(url)
const done = await migrate({ dialect, db: db.withPlugin(diesAfter(Number(statements), killThisProcess)) })
await db.destroy()
process.stdout.write(JSON.stringify(done))
