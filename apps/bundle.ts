import { type Plugin, build } from 'esbuild'

/** An export of a module, named by the end of its path, that another module has instead. */
export type StandIn = { readonly of: string; readonly name: string; readonly by: string }

type Bundling = {
  readonly logLevel?: 'info' | 'warning'
  readonly standIns?: readonly StandIn[]
}

/**
 * One file for each program, with our own packages inside; what comes from npm stays outside, where
 * `npm ci --omit=dev` puts it. Fewer files to find and read is most of the start-up time.
 */
export async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
  { logLevel = 'info', standIns = [] }: Bundling = {},
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
    plugins: [npmPackagesStayOutside, ...standIns.map(standIn)],
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

function standIn({ of, name, by }: StandIn): Plugin {
  const filter = new RegExp(`/${of.replaceAll('.', '[.]')}$`)
  const itself = '?itself'
  return {
    name: `${by} for ${of}`,
    setup: ({ onLoad }) => {
      onLoad({ filter }, ({ path, suffix }) => {
        if (suffix === itself) return undefined
        const [module, other] = [path + itself, by].map((file) => JSON.stringify(file))
        return { contents: `export * from ${module}\nexport { ${name} } from ${other}`, resolveDir: '/' }
      })
    },
  }
}
