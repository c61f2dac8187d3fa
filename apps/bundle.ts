import { type Plugin, build } from 'esbuild'

type Bundling = {
  readonly logLevel?: 'info' | 'warning'
  /** Which modules stand in for which, by the end of their paths. */
  readonly instead?: Readonly<Record<string, string>>
}

/**
 * One file for each program, with our own packages inside; what comes from npm stays outside, where
 * `npm ci --omit=dev` puts it. Fewer files to find and read is most of the start-up time.
 */
export async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
  { logLevel = 'info', instead = {} }: Bundling = {},
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
    plugins: [npmPackagesStayOutside, ...Object.entries(instead).map(standIn)],
  })
}

const npmPackagesStayOutside: Plugin = {
  name: 'npm-packages-stay-outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith('@lgc/') ? undefined : { path, external: true },
    )
  },
}

function standIn([path, other]: readonly [path: string, other: string]): Plugin {
  return {
    name: `${other} instead of ${path}`,
    setup: ({ onLoad }) => {
      const filter = new RegExp(`/${path.replaceAll('.', '[.]')}$`)
      onLoad({ filter }, () => ({ contents: `export * from ${JSON.stringify(other)}`, resolveDir: '/' }))
    },
  }
}
