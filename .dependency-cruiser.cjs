/** The import direction of the design: domain ← schemas ← services ← http, cups, jobs ← app. */
const TESTS = '\\.test\\.tsx?$'
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: TESTS },
  to: { pathNot: allowed },
})

module.exports = {
  forbidden: [
    only(
      'domain-is-pure',
      '^lib/domain/',
      [
        '^lib/domain/',
        '^(node:)?(crypto|zlib)$',
        '^node_modules/(@noble/(ciphers|curves)|csv-parse|csv-stringify|fast-xml-parser|fflate|ipaddr\\.js|(@types/)?luxon|otpauth|smol-toml|uqr|yaml)/',
      ],
      'Rules are pure functions, and so are the libraries that they may use: no Next, no database, no clock, no environment.',
    ),
    only(
      'schemas-see-domain',
      '^lib/schemas/',
      ['^lib/(schemas|domain)/', '^node_modules/zod/'],
      'Contracts know the domain only.',
    ),
    {
      name: 'services-below-planes',
      severity: 'error',
      from: { path: '^lib/(services|db|hsm)/' },
      to: { path: '^(lib/(http|cups|jobs|server|client)|app|pages|components)/' },
    },
    {
      name: 'db-below-services',
      severity: 'error',
      from: { path: '^lib/db/' },
      to: { path: '^lib/(services|hsm)/' },
    },
    {
      name: 'planes-below-app',
      severity: 'error',
      from: { path: '^lib/', pathNot: TESTS },
      to: { path: '^(app|pages|components|e2e|tests)/' },
    },
    {
      name: 'components-in-the-browser',
      severity: 'error',
      comment: 'What the browser loads never imports services, the database or keys.',
      from: { path: '^(components|lib/client)/' },
      to: { path: '^lib/(services|db|hsm|http|cups|auth|jobs|observability|server)/' },
    },
    {
      name: 'gateway-plane-without-next',
      severity: 'error',
      comment: 'No Next code on the path of a check-in.',
      from: { path: '^lib/(cups|services|db|domain|hsm)/' },
      to: { path: '^node_modules/(next|react|next-auth)/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(lib|components)/', pathNot: '\\.(test|d)\\.tsx?$' },
      to: {},
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.next/|\\.gatehouse/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
