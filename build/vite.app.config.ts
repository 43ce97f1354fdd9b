import { nodeBundle } from './nodeBundle.ts'

// Electron's main process, in one file but for what is loaded only when it is needed. Electron is not electron-vite's here: that is one tool less for three small
// configurations, and the command line's bundle would stay outside it anyway.
export default nodeBundle({ outDir: 'out/app', input: { main: 'main/app/main.ts' } })
