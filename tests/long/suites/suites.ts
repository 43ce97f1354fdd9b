/** The test suites that must give the same results under Mebi as without. */

/** Python versions, oldest first; for each, `constraints-VERSION.txt` says which version of what is used. */
export const VERSIONS = ['3.8', '3.11', '3.13'] as const
export type Version = (typeof VERSIONS)[number]

/** Tests that are left aside, and why. */
export interface Aside {
  /** Matches the name of the test, as pytest writes it. */
  readonly tests: RegExp
  readonly why: string
}

export interface Suite {
  /** As on PyPI, and in the constraints. */
  readonly name: string
  /** Where the package itself lies in its source distribution, so that it is watched. Default: at the top. */
  readonly source?: 'src'
  /** Further words for pytest: where the tests are. */
  readonly args: readonly string[]
  /** Plugins of pytest, by the names of their entry points; others are not loaded. */
  readonly plugins?: readonly string[]
  /** Tests that assert how long something takes. */
  readonly timing?: readonly Aside[]
}

/** rich is not among them: its source distribution has no tests. */
export const SUITES: readonly Suite[] = [
  { name: 'attrs', plugins: ['hypothesispytest'], source: 'src', args: ['tests'] },
  { name: 'jinja2', source: 'src', args: ['tests'] },
  { name: 'toolz', args: ['toolz'] },
  { name: 'tinydb', args: ['tests'] },
  { name: 'freezegun', args: ['tests'] },
  { name: 'pluggy', source: 'src', args: ['testing'] },
  {
    name: 'sqlparse',
    args: ['tests'],
    timing: [
      { tests: /test_dos_prevention.*_under_1s/, why: 'asserts that a parse takes less than a second' },
    ],
  },
  { name: 'parso', args: ['test'] },
  { name: 'lark', args: ['tests'] },
  // The whole of it takes minutes.
  {
    name: 'networkx',
    args: ['networkx/classes', 'networkx/utils', 'networkx/readwrite', 'networkx/algorithms/flow'],
  },
  { name: 'more-itertools', args: ['tests'] },
  { name: 'click', source: 'src', args: ['tests'] },
  { name: 'requests', plugins: ['httpbin', 'pytest_mock'], source: 'src', args: ['tests'] },
  // Of the Python part; the whole of it takes minutes.
  {
    name: 'pydantic',
    plugins: ['pytest_mock'],
    args: ['main', 'dataclasses', 'validators', 'generics', 'config', 'computed_fields'].map(
      (name) => `tests/test_${name}.py`,
    ),
  },
  { name: 'marshmallow', source: 'src', args: ['tests'] },
  { name: 'wrapt', source: 'src', args: ['tests'] },
  { name: 'decorator', source: 'src', args: ['tests/test.py'] },
  { name: 'jsonschema', args: ['jsonschema'] },
  { name: 'packaging', plugins: ['hypothesispytest'], source: 'src', args: ['tests'] },
  { name: 'itsdangerous', source: 'src', args: ['tests'] },
  { name: 'cachetools', source: 'src', args: ['tests'] },
  { name: 'tenacity', plugins: ['asyncio'], args: ['tests'] },
  { name: 'structlog', plugins: ['asyncio'], source: 'src', args: ['tests'] },
  { name: 'flask', source: 'src', args: ['tests'] },
  { name: 'boltons', args: ['tests'] },
  { name: 'anyio', plugins: ['anyio', 'hypothesispytest', 'pytest_mock'], source: 'src', args: ['tests'] },
  { name: 'pyparsing', args: ['tests'] },
  { name: 'werkzeug', plugins: ['xprocess'], source: 'src', args: ['tests'] },
  { name: 'simpy', source: 'src', args: ['tests'] },
  { name: 'tabulate', args: ['test'] },
  { name: 'cattrs', plugins: ['hypothesispytest'], source: 'src', args: ['tests'] },
]
