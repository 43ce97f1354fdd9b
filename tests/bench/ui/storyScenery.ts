/** Runs with a long story, put into the history of a data folder. */

import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import { CallTree, Timeline } from '../../../profiler-core/contract/index.ts'
import { openStore } from '../../../profiler-core/store/index.ts'
import { pastRun } from './scenery.ts'

const MIB = 2 ** 20

/** A run whose memory was sampled so often, with what was executing, children, and 2,000 marks. */
export function runWithTimeline(home: string, projectDir: string, samples: number): void {
  const { file, functions } = shapeOf(projectDir)
  const at = Array.from({ length: samples }, (_, index) => index)
  const places = functions.flatMap(({ name, lines }) => lines.map(({ line }) => ({ file, name, line })))
  store(home, projectDir, {
    timeline: Timeline.parse({
      timesNs: at.map((index) => index * 1e6),
      bytes: at.map((index) => Math.round((200 + 90 * Math.sin(index / 9e3) + (index % 97) / 3) * MIB)),
      childrenBytes: at.map((index) => (index % 50_000 < 20_000 ? (index % 400) * MIB : 0)),
      stacks: {
        places,
        parents: places.map((_, node) => node - 1).map((node) => node >> 1),
        placeOf: places.map((_, node) => node),
      },
      stackAt: at.map((index) => Math.floor(index / 40) % places.length),
      marks: Array.from({ length: 2000 }, (_, index) => ({
        kind: 'collection',
        timeNs: (index * samples * 1e6) / 2000,
        durationNs: 1e6,
        text: 'Garbage collection: 7 objects',
        place: null,
        pid: 1,
      })),
    }),
  })
}

/** A run with so many paths of calls between 2,000 functions. */
export function runWithCallTree(home: string, projectDir: string, nodes: number): void {
  const { file } = shapeOf(projectDir)
  // A generator with a period of 2^32, so that each bench draws the same tree (Numerical Recipes' constants).
  let state = 1
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const all = Array.from({ length: nodes }, (_, node) => node)
  const parents = all.map((node) => (node === 0 ? -1 : Math.max(0, node - 1 - random(4000))))
  const growthBytes = all.map(() => random(64 * 1024))
  const timeNs = all.map(() => random(1e6))
  for (let node = nodes - 1; node > 0; node--) {
    const parent = parents[node] ?? 0
    growthBytes[parent] = (growthBytes[parent] ?? 0) + (growthBytes[node] ?? 0)
    timeNs[parent] = (timeNs[parent] ?? 0) + (timeNs[node] ?? 0)
  }
  store(home, projectDir, {
    story: {
      ...pastRun(projectDir, 1).story,
      callTree: CallTree.parse({
        functions: Array.from({ length: 2000 }, (_, index) => ({
          file,
          name: `Loader.function_${index}`,
          firstLine: 1 + index,
          estimated: false,
          overlapped: false,
        })),
        parents,
        functionOf: all.map(() => random(2000)),
        callerLines: parents.map((parent) => (parent < 0 ? 0 : 1 + random(50))),
        calls: all.map(() => 1 + random(1000)),
        growthBytes,
        peakBytes: all.map(() => random(500) * MIB),
        timeNs,
      }),
    },
  })
}

function shapeOf(projectDir: string): { file: string; functions: StoredRun['detail']['functions'] } {
  const { functions, request } = pastRun(projectDir, 1).detail
  return { file: request.target.kind === 'script' ? request.target.path : '', functions }
}

function store(home: string, projectDir: string, parts: Partial<StoredRun>): void {
  const history = openStore(home)
  try {
    history.add({ ...pastRun(projectDir, 1), ...parts })
  } finally {
    history.close()
  }
}
