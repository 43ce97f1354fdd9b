import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

// The command line and the workers that it starts, with all packages in them: a hundred files in node_modules would take
// a quarter of a short command. The one that has a binary stays outside.
export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true, external: ['better-sqlite3'] },
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
