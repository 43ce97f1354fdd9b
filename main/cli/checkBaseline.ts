import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Side } from '../../profiler-core/analysis/compare/index.ts'
import { baselineDifferences, sideOfBaseline } from '../../profiler-core/analysis/guard/index.ts'
import {
  BASELINE_VERSION,
  type Backend,
  BaselineFile,
  type HistoryEntry,
  MAX_BASELINE_BYTES,
  type RunRequest,
  type RunRequestInput,
  targetWords,
} from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import { readRegularSync } from '../../profiler-core/targets/python/regularFile.ts'
import type { Context } from './context.ts'
import { EXIT, unwrap, usageError } from './failure.ts'
import { runNumber } from './runName.ts'

/** What a check is held against. */
export interface CheckBaseline {
  /** For people: `mebi-baseline.json`, `run 12`, `nightly (run 12)`. */
  readonly words: string
  readonly backend: Backend
  readonly detail: RunRequest['detail']
  /** As a side of a comparison with these runs. */
  readonly side: (now: Side) => Side
  /** What differs from these runs apart from the code, beyond what a comparison of both sides says. */
  readonly differences: (now: Side) => string[]
}

/**
 * Finds the baseline that `--baseline` names: the run that is marked as one (`baseline`), a run (its number, `last`), a file, or
 * else the newest run of the same target that has such a label. Of a run that was repeated, the whole group counts.
 */
export async function findBaseline(
  name: string,
  request: RunRequestInput,
  context: Context,
): Promise<CheckBaseline> {
  if (isFile(name, context)) return fromFile(name, context)
  const service = await context.service()
  if (/^\d+$|^last(~\d+)?$/.test(name)) return fromRun(await runNumber(context, name), null, service)
  const target = targetWords(request)
  const runs = unwrap(await service.call('runs.history', { projectDir: request.projectDir }))
  const ofTarget = runs.filter((run) => run.target === target && run.status === 'finished')
  if (name === 'baseline') {
    const marked = ofTarget.find(({ baseline }) => baseline)
    if (marked !== undefined) return fromRun(marked.id, 'the baseline', service)
    throw usageError(
      `No finished run of ${oneLine(target)} is marked as baseline.`,
      'Mark one in the app, or name a run, a label or a file.',
    )
  }
  const labelled = ofTarget.find(({ label }) => label === name)
  if (labelled !== undefined) return fromRun(labelled.id, name, service)
  throw usageError(
    `There is no baseline ${oneLine(name)}: no such file, and no finished run of ${oneLine(target)} with that label.`,
    'mebi check --write-baseline FILE makes a file; mebi list shows the runs and their labels.',
  )
}

/** What looks like a path is one, whether or not it is there. */
function isFile(name: string, { cwd }: Context): boolean {
  if (/[\\/]|\.json$/i.test(name)) return true
  return statSync(toFsPath(resolve(cwd, name)), { throwIfNoEntry: false })?.isFile() === true
}

function fromFile(name: string, { cwd }: Context): CheckBaseline {
  const baseline = parseBaseline(name, readText(name, resolve(cwd, name)))
  return {
    words: oneLine(name),
    backend: baseline.backend,
    detail: baseline.detail,
    side: (now) => sideOfBaseline(baseline, now),
    differences: ({ run }) => baselineDifferences(baseline, run),
  }
}

function readText(name: string, path: string): string {
  try {
    return readRegularSync(path, MAX_BASELINE_BYTES).toString('utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      { ENOENT: 'it does not exist', EFBIG: 'it is larger than any baseline' }[code ?? ''] ?? message
    throw usageError(
      `cannot read the baseline ${oneLine(name)}: ${reason}`,
      'mebi check --write-baseline FILE makes one.',
    )
  }
}

const AnyVersion = z.object({ format: z.literal('mebi-baseline'), version: z.number() })

function parseBaseline(name: string, text: string): BaselineFile {
  const value = parseJson(text)
  const parsed = BaselineFile.safeParse(value)
  if (parsed.success) return parsed.data
  const kind = AnyVersion.safeParse(value)
  if (!kind.success) throw usageError(`${oneLine(name)} is not a baseline that mebi check has written.`)
  if (kind.data.version > BASELINE_VERSION)
    throw usageError(`The baseline ${oneLine(name)} was written by a newer version of Mebi.`)
  throw usageError(
    `The baseline ${oneLine(name)} is damaged: ${firstIssue(parsed.error)}`,
    'mebi check --write-baseline FILE makes a new one.',
  )
}

function parseJson(text: string): unknown {
  try {
    // Some editors begin a file with a mark of the byte order.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'it cannot be understood'
  return oneLine([issue.path.join('.'), issue.message].filter((words) => words !== '').join(': '))
}

async function fromRun(id: number, by: string | null, service: ProfilerService): Promise<CheckBaseline> {
  const unknown = () => EXIT.usage
  const run = unwrap(await service.call('runs.get', { id }), unknown)
  if (run.status !== 'finished')
    throw usageError(`Run ${id} did not finish: it is no baseline.`, 'mebi list shows how runs ended.')
  const ids = await groupOf(id, run.group, run.request.projectDir, service)
  const others = ids.filter((other) => other !== id)
  const all = await Promise.all(
    others.map(async (other) => unwrap(await service.call('runs.get', { id: other }), unknown)),
  )
  const alike = all.filter(
    (other) => other.backend === run.backend && other.request.detail === run.request.detail,
  )
  const details = [run, ...alike].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1))
  const sources = unwrap(await service.call('runs.sources', { id }), unknown)
  const words = details.length === 1 ? `run ${id}` : `run ${id} and ${details.length - 1} more of its group`
  return {
    words: by === null ? words : `${oneLine(by)} (${words})`,
    backend: run.backend,
    detail: run.request.detail,
    side: () => ({ run, ids: details.map((detail) => detail.id ?? id), details, sources }),
    differences: () => [],
  }
}

/** The finished runs of a run's group, itself included. */
async function groupOf(
  id: number,
  group: string | null,
  projectDir: string,
  service: ProfilerService,
): Promise<number[]> {
  if (group === null) return [id]
  const runs: HistoryEntry[] = unwrap(await service.call('runs.history', { projectDir }))
  return runs.filter((run) => run.group === group && run.status === 'finished').map((run) => run.id)
}
