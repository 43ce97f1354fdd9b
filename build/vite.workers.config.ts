import { nodeBundle } from './nodeBundle.ts'

// The threads of the main process. In a folder of their own, because a packed app has them outside its archive, from
// which no thread can be started.
export default nodeBundle({
  outDir: 'out/workers',
  input: {
    samplerWorker: 'profiler-core/run/sampling/samplerWorker.ts',
    outlineWorker: 'profiler-core/targets/python/outlineWorker.ts',
  },
})
