import { readdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { MebiError } from '../../../../profiler-core/contract/index.ts'
import { openStore, type RunStore } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'

// Opens a history without a right to write to it, and prints what came of it.

const [folder = ''] = process.argv.slice(2)

/** Permissions mean nothing to root: it becomes nobody, once all that is to be loaded is loaded. */
function giveUpRights(): void {
  if (process.getuid?.() !== 0) return
  new Database(':memory:').close()
  process.setgroups?.([])
  process.setgid?.(65_534)
  process.setuid?.(65_534)
}

function attempt<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    return error instanceof MebiError ? `${error.code}: ${error.message}` : `unexpected ${String(error)}`
  }
}

function visit(store: RunStore) {
  const seen = {
    readOnly: store.obstacle !== null,
    keys: store.list({ limit: 10 }).map(({ key }) => key),
    functions: attempt(() => store.get(1).functions.length),
    add: attempt(() => store.add(sampleRun('new'))),
    choose: attempt(() => store.chooseInterpreter('/p', '/python')),
    check: store.check(),
    files: readdirSync(folder).toSorted(),
  }
  store.close()
  return seen
}

giveUpRights()
process.stdout.write(JSON.stringify(attempt(() => visit(openStore(folder)))))
