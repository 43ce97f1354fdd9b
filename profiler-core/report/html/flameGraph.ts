import { eachVisible, type FrameTree, frameTree, type Icicle, layOut } from '../../analysis/callTree/index.ts'
import { heatStep } from '../../analysis/heat.ts'
import type { CallTree } from '../../contract/index.ts'
import { formatCount, formatDelta, formatDuration, formatSize } from '../format.ts'
import { isNodeOverlapped, OVERLAP_FOOTNOTE, OVERLAP_MARK, OVERLAP_NOTE, overlapMark } from '../overlap.ts'
import { fileName } from '../runWords.ts'
import { html, type Markup } from './markup.ts'
import { heatName } from './style.ts'

/** Pixels of a level. */
const ROW = 20
const MOST_LEVELS = 60
const MOST_FRAMES = 1500
/** Part of the width below which frames are drawn as one, at first; doubled until there are not too many. */
const NARROW = 0.0008

interface Drawn {
  readonly level: number
  /** -1: several that are too narrow to be told apart. */
  readonly frame: number
  readonly start: number
  readonly end: number
}

/** A call tree from the root down, each frame as wide as the memory that was taken in it; `null` where none was. */
export function flameGraph(tree: CallTree): Markup | null {
  const icicle = layOut(frameTree(tree), 'memory')
  if (icicle.whole <= 0) return null
  const levels = Math.min(icicle.levels, MOST_LEVELS)
  const drawn = visibleFrames(icicle, levels)
  const folded = drawn.some(({ frame }) => frame < 0) || levels < icicle.levels
  const shown = drawn.filter(({ frame }) => frame >= 0).length
  const title = `Call tree: ${formatSize(icicle.whole)} taken in ${formatCount(icicle.frames.length)} paths of calls`
  return html`<figure><svg class="flame" height="${levels * ROW}" role="img" aria-label="${title}">
${drawn.map((each) => frameBox(icicle, each))}</svg>
<figcaption>${formatSize(icicle.whole)} taken in all; a frame is as wide as what was taken in it and in the calls below it, and the hotter, the more it took by itself. Of a call counts what stayed when it had returned. Point at one to read its numbers.${folded && ` Shown are the largest ${formatCount(shown)} of ${formatCount(icicle.frames.length)} frames; the others are folded.`}${drawn.some(({ frame }) => frame >= 0 && isNodeOverlapped(tree, frame)) && ` ${OVERLAP_MARK} ${OVERLAP_NOTE}`}</figcaption></figure>`
}

function visibleFrames(icicle: Icicle, levels: number): Drawn[] {
  for (let narrow = NARROW; ; narrow *= 2) {
    const drawn: Drawn[] = []
    for (let level = 0; level < levels && drawn.length <= MOST_FRAMES; level += 1) {
      eachVisible(
        icicle,
        level,
        { from: 0, to: icicle.whole, narrow: narrow * icicle.whole },
        (frame, start, end) => drawn.push({ level, frame, start, end }),
      )
    }
    if (drawn.length <= MOST_FRAMES || narrow >= 1) return drawn.slice(0, MOST_FRAMES)
  }
}

function frameBox({ tree, whole }: Icicle, { level, frame, start, end }: Drawn): Markup {
  const [x, width] = [percent(start / whole), percent((end - start) / whole)]
  if (frame < 0)
    return html`<rect class="crumbs" x="${x}" y="${level * ROW}" width="${width}" height="${ROW - 1}"/>`
  const own = tree.memory.self[frame] ?? 0
  const total = tree.memory.total[frame] ?? 0
  // Hot where it happened; teal where less was left in the end than there was before.
  const heat = own > 0 ? own / tree.memory.mostSelf : Math.min(0, total) / whole
  const shade = heatName(heatStep(heat), heat)
  const name = frameName(tree, frame)
  // What would be cut off after a letter or two is better read in the title.
  const label =
    (end - start) / whole > 0.02 &&
    html`<text x="5" y="14">${name}  ${formatDelta(total)}${overlapMark(isNodeOverlapped(tree.source, frame))}</text>`
  return html`<svg x="${x}" y="${level * ROW}" width="${width}" height="${ROW}"${shade !== '' && html` class="${shade}"`}><title>${frameSentence(tree, frame, name)}</title><rect width="100%" height="${ROW}"/>${shade !== '' && html`<rect class="heat" width="100%" height="${ROW}"/>`}${label}</svg>
`
}

function percent(part: number): string {
  return `${Math.round(part * 1e5) / 1e3}%`
}

/** A module by its file, which is all that tells it from others. */
function frameName({ source }: FrameTree, frame: number): string {
  const called = source.functions[source.functionOf[frame] ?? -1]
  if (called === undefined) return ''
  return called.name === '<module>' ? fileName(called.file) : called.name
}

function frameSentence({ source, memory }: FrameTree, frame: number, name: string): string {
  const called = source.functions[source.functionOf[frame] ?? -1]
  const place = called === undefined ? '' : ` (${fileName(called.file)}:${called.firstLine})`
  const calls = source.calls[frame] ?? 0
  const own = memory.self[frame] ?? 0
  return `${name}${place}: growth ${formatDelta(memory.total[frame] ?? 0)} MiB${overlapMark(isNodeOverlapped(source, frame))}, ${formatDelta(own)} by itself; peak ${formatSize(source.peakBytes[frame] ?? 0)}; ${formatDuration(source.timeNs[frame] ?? 0)} in ${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'}${isNodeOverlapped(source, frame) ? `\n${OVERLAP_FOOTNOTE}` : ''}`
}
