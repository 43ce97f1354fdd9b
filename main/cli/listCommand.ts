import { resolve } from 'node:path'
import { z } from 'zod'
import {
  Backend,
  Dataset,
  masked,
  RunStatus,
  type RunSummary,
  RunTarget,
  RunSummary as Summary,
} from '../../profiler-core/contract/index.ts'
import { jsonText, oneLine } from '../../profiler-core/report/index.ts'
import type { Context } from './context.ts'
import { dataWords } from './describeCommand.ts'
import { commandOf } from './describeRun.ts'
import { EXIT, unwrap } from './failure.ts'
import { alignColumns, type Column, cut, duration, memory, moment } from './format.ts'

export const ListOptions = z.object({
  json: z.boolean().optional(),
  project: z.string().optional(),
  limit: z.number(),
})
export type ListOptions = z.infer<typeof ListOptions>

const { id, exitCode, signal, startedAt, durationNs, peakBytes, firstProcessPeakBytes, label, pinned } =
  Summary.shape

/** What `mebi list --json` prints, newest first. A promise to scripts, as `RunReportJson` is. */
export const RunListJson = z.array(
  z.strictObject({
    id,
    status: RunStatus,
    exitCode,
    signal,
    startedAt,
    durationNs,
    peakBytes,
    /** `null`: the peak is the first process's alone. */
    firstProcessPeakBytes,
    backend: Backend,
    target: RunTarget,
    args: z.array(z.string()),
    projectDir: z.string(),
    label,
    pinned,
    /** Repetitions of a run have one in common. */
    group: z.string().nullable(),
    dataset: Dataset.nullable(),
    baseline: z.boolean(),
  }),
)

const COLUMNS: readonly Column[] = [
  { title: 'Run', align: 'right' },
  { title: 'Status' },
  { title: 'When' },
  { title: 'Duration', align: 'right' },
  { title: 'Peak', align: 'right' },
  { title: 'Target' },
]
const DATA: Column = { title: 'Data' }
const LABEL: Column = { title: 'Label' }

/** `mebi list`: the history, newest first. */
export async function listCommand(context: Context, options: ListOptions): Promise<number> {
  const service = await context.service()
  const { project, limit } = options
  const projectDir = project === undefined ? undefined : resolve(context.cwd, project)
  for (const { message } of await service.recover()) context.err.write(`mebi: warning: ${oneLine(message)}\n`)
  const runs = unwrap(await service.call('runs.list', { projectDir, limit }))
  if (options.json === true) context.out.write(jsonText(runs.map(entry)))
  else if (runs.length === 0) context.err.write('mebi: no runs yet; mebi run SCRIPT makes one\n')
  else context.out.write(table(runs, context))
  return EXIT.ok
}

function entry(run: RunSummary): z.infer<typeof RunListJson>[number] {
  const { target, args, projectDir } = run.request
  return {
    id: run.id,
    status: run.status,
    exitCode: run.exitCode,
    signal: run.signal,
    startedAt: run.startedAt,
    durationNs: run.durationNs,
    peakBytes: run.peakBytes,
    firstProcessPeakBytes: run.firstProcessPeakBytes,
    backend: run.backend,
    target,
    args: masked(args),
    projectDir,
    label: run.label,
    pinned: run.pinned,
    group: run.group,
    dataset: run.dataset,
    baseline: run.baseline,
  }
}

function table(runs: readonly RunSummary[], { out }: Context): string {
  const hasData = runs.some(({ dataset }) => dataset !== null)
  const rows = runs.map((run) => [
    String(run.id ?? ''),
    status(run),
    moment(run.startedAt),
    duration(run.durationNs),
    memory(run.peakBytes),
    cut(commandOf(run.request), 60),
    ...(hasData ? [run.dataset === null ? '' : cut(dataWords(run.dataset), 40)] : []),
    [cut(oneLine(run.label ?? ''), 40), ...marks(run)].filter((word) => word !== '').join(' '),
  ])
  const columns = [...COLUMNS, ...(hasData ? [DATA] : []), LABEL]
  const [header = '', ...lines] = alignColumns(columns, rows)
  const fitting = (line: string) => (out.isTerminal ? cut(line, out.columns) : line)
  return `${[out.colors.bold(fitting(header)), ...lines.map(fitting)].join('\n')}\n`
}

function marks({ pinned: isPinned, baseline }: RunSummary): string[] {
  return [...(isPinned ? ['[pinned]'] : []), ...(baseline ? ['[baseline]'] : [])]
}

function status({ status: name, exitCode: code, signal: by }: RunSummary): string {
  if (name === 'failed' && code !== null) return `failed (${code})`
  return name === 'killed' && by !== null ? `killed (${by})` : name
}
