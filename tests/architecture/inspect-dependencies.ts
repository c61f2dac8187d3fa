import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { sourceFiles } from './source-files.ts'

export type Violation = { readonly rule: string; readonly from: string; readonly to: string }

type Import = { readonly from: string; readonly to: string; readonly specifier: string }

const roots = ['packages', 'apps', 'migrations']
/** Far below the size of the project, far above what a checker that cannot read TypeScript would see. */
const fewestModules = 60

/**
 * Applies the dependency rules below `root`, and those that the rule file cannot express.
 * Throws when a source file was not seen: rules that were applied to nothing always hold.
 */
export async function inspectDependencies(
  root: string,
  settings: ICruiseOptions = {},
): Promise<readonly Violation[]> {
  const { modules, summary } = await cruised(root, settings)
  const seen = new Set(modules.map(({ source }) => source))
  const files = sourceFiles(root, roots)
  const unseen = files.filter((file) => !seen.has(file))
  if (unseen.length > 0) throw new Error(`not seen by the dependency checker: ${unseen.join(', ')}`)
  if (seen.size < fewestModules) throw new Error(`the dependency checker saw only ${seen.size} modules`)
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved, module }) => ({ from: source, to: resolved, specifier: module })),
  )
  return [
    ...summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    ...imports.filter(isUndeclared(root)).map(named('declared-dependency')),
    ...imports.filter(reachesAround).map(named('packages-by-name')),
    ...files.flatMap((file) => typeReExports(root, file)).map(named('type-re-exports-at-doors')),
  ]
}

async function cruised(root: string, settings: ICruiseOptions): Promise<ICruiseResult> {
  const config = join(import.meta.dirname, '../../.dependency-cruiser.mjs')
  const options = await extractOptions(config)
  const { output } = await cruise(
    roots,
    { ...options, ...settings, baseDir: root, validate: true, outputType: 'json' },
    options.enhancedResolveOptions,
  )
  return typeof output === 'string' ? (JSON.parse(output) as ICruiseResult) : output
}

const named =
  (rule: string) =>
  ({ from, to }: Import): Violation => ({ rule, from, to })

/** Workspaces link each other in, so the tool cannot tell a declared one from one that is merely there. */
function isUndeclared(root: string): (entry: Import) => boolean {
  return ({ from, specifier }) => {
    const workspace = workspaceOf(from)
    const name = /^@lgc\/[^/]+/.exec(specifier)?.[0]
    if (workspace === undefined || name === undefined || isTest(from)) return false
    const manifest = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    return manifest.dependencies?.[name] === undefined
  }
}

/** A relative path into another workspace steps around what that workspace exports. */
function reachesAround({ from, to, specifier }: Import): boolean {
  const target = workspaceOf(to)
  const source = workspaceOf(from)
  return specifier.startsWith('.') && target !== undefined && source !== undefined && source !== target
}

/**
 * The tool does not see `export type … from`. It is kept for a door that shows what lies behind it,
 * where nothing can be smuggled; elsewhere `import type` does, and is seen.
 */
function typeReExports(root: string, file: string): readonly Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  return [...source.matchAll(/^export type (?:\{[^}]*\}|\*[^'"]*) from ['"]([^'"]+)['"]/gm)]
    .map(([, specifier = '']) => ({ from: file, to: specifier, specifier }))
    .filter(({ specifier }) => !(file.endsWith('/index.ts') && specifier.startsWith('./')))
}

function workspaceOf(path: string): string | undefined {
  return /^(packages\/[^/]+|apps\/[^/]+|migrations)\//.exec(path)?.[1]
}

function isTest(path: string): boolean {
  return /[.]test[.]ts$|^packages\/[^/]+\/tests\//.test(path)
}
