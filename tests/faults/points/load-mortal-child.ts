import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'

/** Runs the code beside it from what was kept of its compilation, which is half the time of a start. */
const file = join(__dirname, 'mortal-child.cjs')
const kept = join(__dirname, 'mortal-child.compiled')
const script = new Script(
  `(function (require, module, exports, __filename) {${readFileSync(file, 'utf8')}\n})`,
  {
    filename: file,
    ...(existsSync(kept) ? { cachedData: readFileSync(kept) } : {}),
  },
)
const run = script.runInThisContext() as (...inside: readonly unknown[]) => void
run(createRequire(file), { exports: {} }, {}, file)
if (process.argv[2] === 'compile') {
  writeFileSync(kept, script.createCachedData())
  process.exit(0)
}
