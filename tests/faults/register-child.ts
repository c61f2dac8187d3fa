import { type Tables, compose, defaultRealmXid } from '@lgc/composition'
import { open } from '@lgc/sql'
import { testCaller, testSettings } from '../support/world.ts'

/** Registers people until it is killed, and prints the xid of each as soon as it is acknowledged. */
const [url = '', round = ''] = process.argv.slice(2)
const core = compose(open<Tables>(url), testSettings)
for (let index = 0; ; index++) {
  const registered = await core.registerPerson(
    {
      realmXid: defaultRealmXid,
      nameDisplay: 'Somebody',
      nameLegal: null,
      type: 'email',
      identifier: `person-${round}-${index}@example.com`,
      password: 'correct horse battery',
    },
    testCaller,
  )
  if (registered.ok) process.stdout.write(`${registered.value.person.xid}\n`)
}
