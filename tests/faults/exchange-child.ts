import type { CodeExchange } from '@lgc/authentication'
import { type Tables, compose } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { open } from '@lgc/sql'
import { testCaller, testSettings } from '../support/world.ts'
import { diesAfter, killThisProcess } from './dies-after.ts'

/** Exchanges a code and is killed as soon as so many statements of the exchange were carried out. */
const [url = '', now = '', statements = '', exchange = ''] = process.argv.slice(2)
const database = open<Tables>(url)
const { db } = database
const mortal = db.withPlugin(diesAfter(Number(statements), killThisProcess))
const core = compose({ ...database, db: mortal }, testSettings, () => instant(Number(now)))
const outcome = await core.exchangeAuthorizationCode(JSON.parse(exchange) as CodeExchange, testCaller)
await db.destroy()
process.stdout.write(JSON.stringify(outcome))
