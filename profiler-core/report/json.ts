import type { RunDetail, RunReportJson } from '../contract/index.ts'
import { maskedCommand } from '../contract/secrets.ts'
import { jsonText } from './visible.ts'

/** The documented part of a run. Built key by key, so that a new field of the contract does not leak into the promise. */
export function runReport(run: RunDetail): RunReportJson {
  const { id, status, exitCode, signal, backend, startedAt, durationNs, baselineBytes, peakBytes } = run
  return {
    run: {
      id,
      status,
      exitCode,
      signal,
      backend,
      startedAt,
      durationNs,
      baselineBytes,
      peakBytes,
      firstProcessPeakBytes: run.firstProcessPeakBytes,
      peakProcess:
        run.peakProcess === null
          ? null
          : {
              pid: run.peakProcess.pid,
              isFirst: run.peakProcess.isFirst,
              command: maskedCommand(run.peakProcess.command),
              place:
                run.peakProcess.place === null
                  ? null
                  : {
                      file: run.peakProcess.place.file,
                      name: run.peakProcess.place.name,
                      line: run.peakProcess.place.line,
                    },
            },
      lastLine: run.lastLine === null ? null : { file: run.lastLine.file, line: run.lastLine.line },
      error:
        run.error === null
          ? null
          : { type: run.error.type, message: run.error.message, file: run.error.file, line: run.error.line },
      warnings: run.warnings.map(({ code, message, atNs }) => ({ code, message, atNs })),
    },
    functions: run.functions.map(({ file, name, firstLine, calls, lines }) => ({
      file,
      name,
      firstLine,
      calls,
      lines: lines.map((line) => ({
        line: line.line,
        occurrences: line.occurrences,
        incrementBytes: line.incrementBytes,
        memoryBytes: line.memoryBytes,
        peakBytes: line.peakBytes,
        timeNs: line.timeNs,
        overlapped: line.overlapped,
      })),
    })),
  }
}

/** `runReport` as text, indented, with a final newline. */
export function jsonReport(run: RunDetail): string {
  return jsonText(runReport(run))
}
