import { type Plugin, build } from 'esbuild'

/** An export of a module, named by the end of its path, that another module has instead. */
export type StandIn = { readonly of: string; readonly name: string; readonly by: string }

type Bundling = {
  readonly logLevel?: 'info' | 'warning'
  readonly standIns?: readonly StandIn[]
}

/**
 * One file for each program, with our own packages inside, and those from npm that are many small modules: to find,
 * read and keep each of them was half of the start-up time and 20 MB. All others stay outside, where
 * `npm ci --omit=dev` puts them.
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
    minifyWhitespace: true,
    logLevel,
    plugins: [othersStayOutside, ...standIns.map(standIn)],
  })
}

/** ES modules without native parts or files of their own. */
const inside =
  /^(@lgc|kysely|zod|hono|@hono|jose|nanoid|xid-ts|libphonenumber-js|@asteasolutions|ipaddr[.]js|bowser)(\/|$)/

const othersStayOutside: Plugin = {
  name: 'others-stay-outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path }) => (inside.test(path) ? undefined : { path, external: true }))
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
