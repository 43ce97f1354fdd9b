/**
 * `npm run bench:ui`: how quick the built app is, in milliseconds on this machine and as ratios to the start of an empty
 * window of the same Electron. Prints a table and writes `out/bench/ui.json`. Never part of the tests.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Spread, spread } from '../measure.ts'
import {
  historyScene,
  largeProjectScene,
  liveScene,
  longFileScene,
  memoryScene,
  ROUNDS,
  startScene,
} from './scenes.ts'
import { callTreeScene, timelineScene } from './storyScenes.ts'
import { trendScene } from './trendScenes.ts'

const OUT = fileURLToPath(new URL('../../../out/bench/', import.meta.url))
const MIB = 2 ** 20

interface Figure {
  readonly what: string
  readonly unit: 'ms' | 'MiB'
  readonly value: Spread
  /** What the median must not exceed; `null` where nothing is promised. */
  readonly goal: number | null
  /** The median as a part of an empty window's start; `null` for what is no time. */
  readonly toEmptyWindow: number | null
}

const only = process.argv.slice(2)
const figures: Figure[] = []
let emptyMs = Number.NaN

const scenes: Readonly<Record<string, () => Promise<void>>> = {
  start: async () => {
    const { app, empty } = await startScene()
    emptyMs = spread(empty).median
    add('an empty window', 'ms', empty, null)
    add('window to interactive', 'ms', app, 1500)
  },
  file: async () => {
    add('a file of 5,000 hot lines, from the click', 'ms', await longFileScene(), 150)
  },
  live: async () => {
    const { longest, over50, updates } = await liveScene()
    add('5,000 lines live: longest frame', 'ms', longest, 50)
    console.log(`    frames over 50 ms: ${over50.join(', ')}; updates in 10 s: ${updates.join(', ')}`)
  },
  project: async () => {
    const { listed, searchable, longest } = await largeProjectScene()
    add('10,000 files listed', 'ms', listed, 1000)
    add('their functions searchable', 'ms', searchable, 5000)
    add('longest frame meanwhile', 'ms', longest, null)
  },
  history: async () => {
    add('10,000 runs filtered', 'ms', await historyScene(), 50)
  },
  trends: async () => {
    const { shown, longest } = await trendScene()
    add('the trend of 10,000 runs shown', 'ms', shown, 50)
    add('it pointed at, zoomed, by commit: longest', 'ms', longest, 50)
  },
  timeline: async () => {
    const { shown, longest } = await timelineScene()
    add('a timeline of 1,000,000 samples shown', 'ms', [shown], null)
    add('it zoomed, moved, chosen: longest frame', 'ms', longest, 50)
  },
  calltree: async () => {
    const { shown, longest } = await callTreeScene()
    add('a call tree of 200,000 nodes shown', 'ms', [shown], null)
    add('it pointed at, zoomed, searched: longest', 'ms', longest, 50)
  },
  memory: async () => {
    add('memory of the page after 60 runs', 'MiB', [(await memoryScene()) / MIB], 350)
  },
}

mkdirSync(OUT, { recursive: true })
for (const [name, play] of Object.entries(scenes)) if (only.length === 0 || only.includes(name)) await play()
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, kernel: release(), node: process.version }
writeFileSync(
  join(OUT, 'ui.json'),
  JSON.stringify({ date: new Date().toISOString(), machine, rounds: ROUNDS, figures }, null, 2),
)
console.log(`\nwritten to ${join('out', 'bench', 'ui.json')}`)
process.exit(0)

function add(what: string, unit: Figure['unit'], values: readonly number[], goal: number | null): void {
  const value = spread(values)
  const toEmptyWindow = unit === 'ms' && !Number.isNaN(emptyMs) ? value.median / emptyMs : null
  figures.push({ what, unit, value, goal, toEmptyWindow })
  const number = (of: number) => of.toFixed(0).padStart(6)
  const promise = goal === null ? '' : ` (goal ${goal}: ${value.median <= goal ? 'met' : 'MISSED'})`
  const ratio = toEmptyWindow === null ? '' : `  ${toEmptyWindow.toFixed(2)} x an empty window's start`
  const extremes = values.length > 1 ? ` [${number(value.least)}..${number(value.most)}]` : ''
  console.log(`${what.padEnd(44)}${number(value.median)} ${unit}${extremes}${promise}${ratio}`)
}
