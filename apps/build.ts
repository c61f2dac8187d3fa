import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

/**
 * One file for each program, with our own packages inside; what comes from npm stays outside, where
 * `npm ci --omit=dev` puts it. Fewer files to find and read is most of the start-up time.
 */
await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: { api: 'apps/api/src/main.ts', lgc: 'apps/cli/src/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'info',
  plugins: [
    {
      name: 'npm-packages-stay-outside',
      setup: ({ onResolve }) => {
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          path.startsWith('@lgc/') ? undefined : { path, external: true },
        )
      },
    },
  ],
})
