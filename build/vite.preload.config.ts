import { mergeConfig } from 'vite'
import { callNames, hostCallNames } from '../profiler-core/contract/index.ts'
import { nodeBundle } from './nodeBundle.ts'

// The bridge, in one file: a sandboxed preload script can require nothing but Electron. It needs the names of the
// contract's calls only; with them written in, the schemas and zod stay outside.
export default mergeConfig(nodeBundle({ outDir: 'out/preload', input: { preload: 'preload/preload.ts' } }), {
  define: { CALL_NAMES: JSON.stringify(callNames), HOST_CALL_NAMES: JSON.stringify(hostCallNames) },
})
