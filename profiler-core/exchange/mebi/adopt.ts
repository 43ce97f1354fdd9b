import type { FunctionResult, RunRequest, RunStory, StoredRun, Timeline } from '../../contract/index.ts'
import { folderMove, type Move } from './folderMove.ts'

/**
 * A run from a file as a run of a project of this machine: paths below its own project folder lie below `projectDir`. It
 * is no baseline, for that would take the place of the one that the person has chosen. What its request says of the
 * machine it ran on (interpreter, environment) is left out, so that running it again takes this machine's. Repetitions stay
 * together, and apart from those measured here: a file cannot add to the medians of another group.
 */
export function adopt(run: StoredRun, projectDir: string, fileName: string): StoredRun {
  const { detail, sources, timeline, story, output } = run
  const move = folderMove(detail.request.projectDir, projectDir)
  const { dataset, lastLine, error, peakProcess } = detail
  return {
    detail: {
      ...detail,
      id: null,
      peakProcess: peakProcess && {
        ...peakProcess,
        place: peakProcess.place && { ...peakProcess.place, file: move(peakProcess.place.file) },
      },
      lastLine: lastLine && { ...lastLine, file: move(lastLine.file) },
      error: error && { ...error, file: error.file === null ? null : move(error.file) },
      toWatch: detail.toWatch && { ...detail.toWatch, functions: moved(detail.toWatch.functions, move) },
      request: requestOf(detail.request, projectDir, move),
      dataset: dataset && { ...dataset, file: dataset.file === null ? null : move(dataset.file) },
      baseline: false,
      group: detail.group === null ? null : `from a file: ${detail.group}`,
      origin: { kind: 'mebi', fileName },
      functions: moved(detail.functions, move),
    },
    sources: moved(sources, move),
    timeline: timelineOf(timeline, move),
    story: storyOf(story, move),
    output,
  }
}

function requestOf(
  {
    python: _,
    env: __,
    withheld: ___,
    keepSecrets: ____,
    target,
    cwd,
    watch,
    dataset,
    ...request
  }: RunRequest,
  projectDir: string,
  move: Move,
): RunRequest {
  return {
    ...request,
    env: {},
    target: target.kind === 'script' ? { ...target, path: move(target.path) } : target,
    cwd: move(cwd),
    projectDir,
    watch: watch.kind === 'functions' ? { ...watch, names: watch.names.map(move) } : watch,
    ...(dataset && {
      dataset: dataset.file === undefined ? dataset : { ...dataset, file: move(dataset.file) },
    }),
  }
}

function timelineOf(timeline: Timeline, move: Move): Timeline {
  const { stacks, marks } = timeline
  return {
    ...timeline,
    stacks: stacks && { ...stacks, places: moved(stacks.places, move) },
    marks: marks.map((mark) =>
      mark.place === null ? mark : { ...mark, place: { ...mark.place, file: move(mark.place.file) } },
    ),
  }
}

function storyOf({ peak, callTree, series, processes, objects }: RunStory, move: Move): RunStory {
  return {
    peak: peak && {
      ...peak,
      threads: peak.threads.map((thread) => ({ ...thread, frames: moved(thread.frames, move) })),
      lines: moved(peak.lines, move),
      allocations:
        peak.allocations?.map((site) => ({ ...site, traceback: moved(site.traceback, move) })) ?? null,
    },
    callTree: callTree && { ...callTree, functions: moved(callTree.functions, move) },
    series: series && { ...series, functions: moved(series.functions, move) },
    processes: processes.map((each) => ({ ...each, functions: moved<FunctionResult>(each.functions, move) })),
    objects,
  }
}

function moved<T extends { readonly file: string }>(all: readonly T[], move: Move): T[] {
  return all.map((each) => ({ ...each, file: move(each.file) }))
}
