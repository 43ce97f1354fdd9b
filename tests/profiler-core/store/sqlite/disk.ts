import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MebiError } from '../../../../profiler-core/contract/index.ts'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'

// Runs on a small disk of its own, the folder given: fills it, at various moments, and prints what came of it.

const [disk = ''] = process.argv.slice(2)
const filler = join(disk, 'filler')

/** Leaves `bytes` free. */
function fill(bytes: number): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)))
}
const clear = () => rmSync(filler, { force: true })

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'done'
  } catch (error) {
    return error instanceof MebiError ? error.code : `unexpected ${String(error)}`
  }
}

const large = sampleRun('large')
large.output = [{ stream: 'stdout', text: Array.from({ length: 50_000 }, (_, row) => `${row ** 2}`).join() }]

const store = openStore(join(disk, 'used'))
store.add(sampleRun('a'))
fill(8192)
const adding = codeOf(() => store.add(large))
const kept = store.list({ limit: 10 }).map(({ key }) => key)
clear()
const addingAgain = codeOf(() => store.add(large))
const doomed = store.add({ ...large, detail: { ...large.detail, key: 'doomed' } })
fill(0)
const cleaning = codeOf(() => store.discard([doomed]))
const spared = store.count()
clear()
const cleaningAgain = codeOf(() => [store.discard([doomed]), store.giveBack()])
const { problems } = store.check()
store.close()

// Room for nothing, for the folder, for the file, for a part of the schema, ...
const openings: Record<string, string> = {}
for (const free of [0, 4096, 8192, 16_384, 40_960]) {
  const folder = join(disk, `new ${free}`)
  fill(free)
  const refused = codeOf(() => openStore(folder).close())
  clear()
  openings[free] = `${refused}, then ${codeOf(() => openStore(folder).close())}`
}

// A history that is there, on a disk with no room for a log.
const used = join(disk, 'used')
fill(0)
const before = readFileSync(join(used, 'mebi.sqlite'))
const reader = openStore(used)
const reopening = reader.obstacle?.code
const readable = reader.list({ limit: 10 }).map(({ key }) => key)
const describing = codeOf(() => reader.describe(1, { label: 'x' }))
const removing = codeOf(() => reader.remove([1]))
reader.close()
const untouched = readFileSync(join(used, 'mebi.sqlite')).equals(before)
clear()
const last = openStore(used)
const all = last.list({ limit: 10 }).map(({ key }) => key)
last.close()

process.stdout.write(
  JSON.stringify({
    adding,
    kept,
    addingAgain,
    cleaning,
    spared,
    cleaningAgain,
    problems,
    openings,
    reopening,
    readable,
    describing,
    removing,
    untouched,
    all,
  }),
)
