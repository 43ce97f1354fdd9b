import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A bundle for Electron's Node: CommonJS, because a sandboxed preload script can be nothing else, and with all packages
 * in it, so that the packed app needs no node_modules but the one that has a binary.
 */
export function nodeBundle({ outDir, input }: { outDir: string; input: Record<string, string> }): UserConfig {
  return defineConfig({
    root,
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      ssr: true,
      target: 'node18',
      outDir,
      emptyOutDir: true,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  })
}
