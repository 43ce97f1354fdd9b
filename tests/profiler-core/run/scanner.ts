import process from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { recoverRuns } from '../../../profiler-core/run/recovery.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'

// A host that does nothing but look for runs that were left behind, until it is told to end: node scanner.ts DATA_DIR
const [dataDir = ''] = process.argv.slice(2)
const over = new AbortController()
process.on('message', () => over.abort())
process.send?.('ready')
const messages: string[] = []
while (!over.signal.aborted) {
  const { warnings } = await recoverRuns(dataDir, readSource)
  messages.push(...warnings.map(({ message }) => message))
  await setImmediate()
}
process.send?.(messages, () => process.exit())
