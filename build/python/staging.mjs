// What goes into each wheel, copied from this tree into a folder for one build: there is no second copy that could drift.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const python = 'profiler-core/targets/python'
const binding = 'node_modules/better-sqlite3'

export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * The systems that better-sqlite3 has a binary for, by its name there: what pip calls them. As new as the stricter of two asks
 * for: on Linux that binary (glibc 2.34), elsewhere the wheel of Node.
 */
export const platforms = {
  'linux-x64': 'manylinux_2_34_x86_64',
  'linux-arm64': 'manylinux_2_34_aarch64',
  'linuxmusl-x64': 'musllinux_1_2_x86_64',
  'linuxmusl-arm64': 'musllinux_1_2_aarch64',
  'darwin-x64': 'macosx_13_0_x86_64',
  'darwin-arm64': 'macosx_13_0_arm64',
  'win32-x64': 'win_amd64',
  'win32-arm64': 'win_arm64',
}

/** The systems of which the binary lies here. */
export function systems() {
  return readdirSync(join(root, binding, 'prebuilds'))
    .map((file) => basename(file, '.node'))
    .sort()
}

/** Puts the project of the wheel `mebi` into a folder. */
export function stageMebi(folder) {
  const into = stager(folder)
  into(`${python}/package/mebi`, 'mebi')
  into(`${python}/agent/_mebi`, '_mebi')
  into(`${python}/package/README.md`, 'README.md')
  into('LICENSE', 'LICENSE')
  fill('mebi.toml', join(folder, 'pyproject.toml'), {})
}

/** The same of `mebi-app`, for one system. In it everything lies as in this tree: that is how its parts find each other. */
export function stageApp(folder, system) {
  const tag = platforms[system]
  if (tag === undefined)
    throw new Error(`What pip calls ${system} is not known: add it to ${import.meta.url}.`)
  const into = stager(folder)
  into('build/python/mebi_app', 'mebi_app')
  for (const path of ['bin', 'examples', `${python}/agent`, `${python}/package/mebi`, 'package.json']) {
    into(path, `mebi_app/${path}`)
  }
  for (const path of ['out/cli', 'out/renderer', `${binding}/lib`]) into(path, `mebi_app/${path}`)
  for (const name of ['package.json', 'LICENSE', `prebuilds/${system}.node`]) {
    into(`${binding}/${name}`, `mebi_app/${binding}/${name}`)
  }
  into(`${python}/package/README.md`, 'README.md')
  into('LICENSE', 'LICENSE')
  into('out/notices/THIRD-PARTY-NOTICES.md', 'THIRD-PARTY-NOTICES.md')
  into('build/python/platform_tag.py', 'platform_tag.py')
  fill('app.toml', join(folder, 'pyproject.toml'), { TAG: `py3-none-${tag}` })
}

function stager(folder) {
  return (from, to) => {
    const target = join(folder, to)
    mkdirSync(dirname(target), { recursive: true })
    const isShipped = (path) => !path.endsWith('.map') && basename(path) !== '__pycache__'
    cpSync(join(root, from), target, { recursive: true, filter: isShipped })
  }
}

function fill(template, target, values) {
  const all = { VERSION: version, ...values }
  const text = readFileSync(new URL(template, import.meta.url), 'utf8')
  writeFileSync(
    target,
    text.replaceAll(/@([A-Z]+)@/g, (mark, name) => all[name] ?? mark),
  )
}
