// Completes package-lock.json after an `npm install` that added or updated something:  node build/complete-lockfile.mjs
//
// Many tools are one package per system, as optional dependencies. npm leaves those out of the lockfile that its registry
// (a mirror, say) does not offer at that moment, and then `npm ci` refuses the lockfile as out of date. What is missing
// is added here, and the registry asked for the hash of each package that has none.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const systems = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  linuxmusl: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
}
const processors = new Set('arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'.split(' '))

const lock = JSON.parse(readFileSync(file, 'utf8'))
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]
    if (!known) add(name, version, entry)
  }
}
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path !== '' && entry.integrity === undefined) addIntegrity(path, entry)
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

function add(name, version, { dev, license }) {
  const words = name.split(/[/-]/)
  const os = systems[words.find((word) => word in systems)]
  const cpu = words.find((word) => processors.has(word))
  const libc = name.includes('musl') ? 'musl' : name.includes('-gnu') ? 'glibc' : undefined
  if (!os || !/^\d+\.\d+\.\d+/.test(version)) {
    process.stderr.write(`cannot tell which system ${name}@${version} is for\n`)
    process.exitCode = 1
    return
  }
  lock.packages[`node_modules/${name}`] = {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    license,
    optional: true,
    os: [os],
  }
  process.stdout.write(`added ${name}@${version}\n`)
}

function addIntegrity(path, entry) {
  const name = `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${entry.version}`
  const { stdout } = spawnSync('npm', ['view', name, 'dist.integrity'], { encoding: 'utf8' })
  const integrity = stdout.trim()
  if (integrity.startsWith('sha512-')) entry.integrity = integrity
  else {
    process.stderr.write(`the registry has no hash of ${name}\n`)
    process.exitCode = 1
  }
}
