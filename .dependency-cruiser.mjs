const layer = (name) => `^packages/([^/]+)/src/${name}/`
const test = '([.]test[.]ts$|^packages/[^/]+/tests/|^packages/[^/]+/src/testing/)'
const frontDoor = '^packages/[^/]+/src/index[.]ts$'
const kernel = '^packages/kernel/src/index[.]ts$'

/** Who may import whom. Type-only imports count like any other unless a rule says otherwise. */
const forbidden = [
  {
    name: 'domain-is-pure',
    comment: 'A domain module knows its own domain and the kernel: no Node, no library, no other context.',
    from: { path: layer('domain'), pathNot: test },
    to: { pathNot: ['^packages/$1/src/domain/', kernel] },
  },
  {
    name: 'app-knows-only-domain',
    comment: 'A use case knows its own app, its domain and the kernel. It meets the world through ports.',
    from: { path: layer('app'), pathNot: test },
    to: { pathNot: ['^packages/$1/src/(app|domain)/', kernel] },
  },
  {
    name: 'infra-stays-home',
    comment: 'An adapter knows its own context, libraries and front doors; never how the tables came to be.',
    from: { path: layer('infra'), pathNot: test },
    to: { path: '^migrations/' },
  },
  {
    name: 'contexts-have-one-front-door',
    comment: 'From outside, a package is its doors (index, infra, testing); never a file behind them.',
    from: { path: '^(packages/[^/]+|apps|migrations)/' },
    to: { path: '^packages/', pathNot: ['^$1/', '^packages/[^/]+/src/((infra|testing)/)?index[.]ts$'] },
  },
  {
    name: 'only-apps-wire-adapters',
    comment: 'Adapters are handed over by an app, and so are the tables they know.',
    from: { path: '^packages/([^/]+)/', pathNot: test },
    to: { path: '^packages/[^/]+/src/infra/index[.]ts$', pathNot: '^packages/($1|audit)/' },
  },
  {
    name: 'nobody-imports-an-app',
    comment: 'An app is an end point; apps/composition alone is there for the other apps.',
    from: { path: '^(packages/[^/]+|migrations|apps/[^/]+)/' },
    to: { path: '^apps/', pathNot: ['^$1/', '^apps/composition/src/index[.]ts$'] },
  },
  {
    name: 'composition-is-for-apps',
    comment: 'The composition root knows every context, so no context may know it.',
    from: { path: '^(packages|migrations)/' },
    to: { path: '^apps/composition/' },
  },
  {
    name: 'kernel-depends-on-nothing',
    comment: 'Everybody imports the kernel, so whatever the kernel imports everybody carries.',
    from: { path: '^packages/kernel/src/', pathNot: test },
    to: { pathNot: '^packages/kernel/src/' },
  },
  {
    name: 'sql-knows-no-context',
    comment: 'The SQL toolkit serves every context alike.',
    from: { path: '^packages/sql/' },
    to: { path: '^packages/(?!sql/|kernel/)' },
  },
  {
    name: 'outbound-knows-no-context',
    comment: 'The guarded way out serves every context alike.',
    from: { path: '^packages/outbound/' },
    to: { path: '^packages/(?!outbound/|kernel/)' },
  },
  {
    name: 'audit-depends-on-nobody',
    comment: 'Audit takes what it is given; it never learns the types of another context.',
    from: { path: '^packages/audit/' },
    to: { path: '^packages/(?!audit/|kernel/|sql/)' },
  },
  {
    name: 'nobody-depends-on-audit',
    comment: 'A context records through its unit; only an app binds that to the trail.',
    from: { path: '^packages/(?!audit/|kernel/|sql/)', pathNot: test },
    to: { path: '^packages/audit/' },
  },
  {
    name: 'contexts-ask-along-the-map',
    comment: 'Person, client and notification ask nobody; only authentication asks. See docs/context-map.md.',
    from: { path: '^packages/(person|client|notification)/', pathNot: test },
    to: { path: frontDoor, pathNot: '^packages/($1|kernel|sql|outbound|audit)/' },
  },
  {
    name: 'nobody-asks-notification',
    comment:
      'A context queues what it has to say through a port of its own; only an app binds that to the outbox.',
    from: { path: '^packages/(?!notification/)', pathNot: test },
    to: { path: '^packages/notification/' },
  },
  {
    name: 'migrations-know-no-context',
    comment: 'A migration must mean the same in a year, whatever became of the code beside it.',
    from: { path: '^migrations/', pathNot: test },
    to: { path: '^packages/(?!kernel/|sql/)' },
  },
  {
    name: 'demo-is-a-stranger',
    comment: 'The sample product shows what any product can do: all it may have from us is the SDK.',
    from: { path: '^apps/demo/' },
    to: { path: '^(packages|migrations)/', pathNot: '^packages/sdk/src/index[.]ts$' },
  },
  {
    name: 'sdk-depends-on-nothing',
    comment: 'Products install the SDK alone, on Node and elsewhere: no library, no Node module, none of us.',
    from: { path: '^packages/sdk/src/', pathNot: test },
    to: { pathNot: '^packages/sdk/src/' },
  },
  {
    name: 'sdk-is-for-products',
    comment: 'The SDK asks the service from outside; inside it nobody asks over HTTP.',
    from: { path: '^(packages/(?!sdk/)|migrations/|apps/(api|composition)/)' },
    to: { path: '^packages/sdk/' },
  },
  { name: 'no-cycles', from: {}, to: { circular: true } },
  { name: 'resolvable', from: {}, to: { couldNotResolve: true } },
  {
    name: 'declared-dependency',
    comment: 'A workspace declares what it imports, even where hoisting would find it anyway.',
    from: { path: '^(packages|apps|migrations)/', pathNot: test },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-test-in-production',
    from: { path: '^(packages|apps|migrations)/', pathNot: test },
    to: { path: ['^tests/', test, 'node_modules/(vitest|fast-check|playwright-core|@axe-core)/'] },
  },
]

export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    // Only our own build output: excluding every dist would hide most libraries from the rules.
    exclude: { path: ['^dist/', '^(packages|apps)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
}
