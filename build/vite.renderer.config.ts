import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('../renderer', import.meta.url))

// The pages, for Electron and for a browser alike.
export default defineConfig({
  root,
  base: './',
  publicDir: false,
  plugins: [react({ jsxImportSource: '#renderer' })],
  build: {
    target: 'chrome114',
    outDir: '../out/renderer',
    emptyOutDir: true,
    sourcemap: false,
    minify: 'oxc',
    // Monaco comes in one large chunk of its own, loaded on demand.
    chunkSizeWarningLimit: 6000,
    // No inlined files: the content security policy allows fonts and images from here only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
