import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'

// A host of its own: waits for the file `start`, then adds `count` runs of its own and as many that the other hosts add
// too, and opens the history anew for each pair, as the command line does. Prints the numbers that the shared ones got.

const [folder = '', name = '', count = '0', start = ''] = process.argv.slice(2)
while (!existsSync(start)) await setTimeout(1)

const shared: number[] = []
for (let index = 0; index < Number(count); index += 1) {
  const store = openStore(folder)
  store.add(sampleRun(`${name} ${index}`))
  shared.push(store.add(sampleRun(`shared ${index}`)))
  store.close()
}
process.stdout.write(JSON.stringify(shared))
