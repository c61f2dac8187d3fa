import { rm } from 'node:fs/promises'
import { bundle } from './bundle.ts'

await rm('dist', { recursive: true, force: true })
await bundle({ api: 'apps/api/src/main.ts', lgc: 'apps/cli/src/main.ts' }, 'dist')
