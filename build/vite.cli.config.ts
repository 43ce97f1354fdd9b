import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

// The command line and the workers that it starts. Packages stay outside, in node_modules.
export default defineConfig({
  root,
  publicDir: false,
  build: {
    ssr: true,
    target: 'node22',
    outDir: 'out/cli',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        main: 'main/cli/main.ts',
        samplerWorker: 'profiler-core/run/sampling/samplerWorker.ts',
        outlineWorker: 'profiler-core/targets/python/outlineWorker.ts',
      },
      output: {
        format: 'es',
        // All files side by side, shared chunks too: `new URL('./samplerWorker.mjs', import.meta.url)` holds in each.
        entryFileNames: '[name].mjs',
        chunkFileNames: '[name]-[hash].mjs',
      },
    },
  },
})
