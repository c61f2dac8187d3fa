import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { diesAfter, killThisProcess } from '../dies-after.ts'
import { laterPlan } from './later-plan.ts'

/** Migrates to the next version and is killed as soon as so many statements were carried out. */
const [url = '', statements = ''] = process.argv.slice(2)
const database = open<unknown>(url)
const mortal = { ...database, db: database.db.withPlugin(diesAfter(Number(statements), killThisProcess)) }
await migrate(mortal, laterPlan(database.dialect))
