import { build } from 'esbuild'

/**
 * One file for each program, with our own packages inside; what comes from npm stays outside, where
 * `npm ci --omit=dev` puts it. Fewer files to find and read is most of the start-up time.
 */
export async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
  logLevel: 'info' | 'warning' = 'info',
): Promise<void> {
  await build({
    entryPoints: { ...entryPoints },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    logLevel,
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
}
