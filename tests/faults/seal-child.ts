import { type Tables, compose } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { open } from '@lgc/sql'
import { testSettings } from '../support/world.ts'
import { diesAfter, killThisProcess } from './dies-after.ts'

/** Seals the record and is killed as soon as so many statements of it were carried out. */
const [url = '', now = '', statements = ''] = process.argv.slice(2)
const database = open<Tables>(url)
const { db } = database
const mortal = db.withPlugin(diesAfter(Number(statements), killThisProcess))
const core = compose({ ...database, db: mortal }, testSettings, () => instant(Number(now)))
const sealed = await core.audit.sealing?.seal()
await db.destroy()
process.stdout.write(JSON.stringify(sealed))
