import type { GuardNumber, GuardReport } from '../../../profiler-core/contract/index.ts'
import { MIB } from './sampleRun.ts'

const spread = (mebibytes: number) => ({
  low: mebibytes * MIB,
  median: mebibytes * MIB,
  high: mebibytes * MIB,
})

export function grownNumber(given: Partial<GuardNumber> = {}): GuardNumber {
  return {
    kind: 'function-growth',
    function: { file: '/project/load.py', name: 'load', line: 10 },
    base: spread(10),
    now: spread(30),
    delta: 20 * MIB,
    allowed: 11 * MIB,
    outcome: 'grew',
    overlapped: false,
    lines: [
      {
        file: '/project/load.py',
        line: 12,
        text: 'rows = list(reader)',
        base: 10 * MIB,
        now: 30 * MIB,
        delta: 20 * MIB,
        overlapped: false,
      },
    ],
    ...given,
  }
}

export function guardReport(given: Partial<GuardReport> = {}): GuardReport {
  return {
    outcome: 'grew',
    message: 'load grew by 30.0 MiB, before by 10.0 MiB (+200 %); 11.0 MiB are allowed.',
    target: 'load.py',
    baseline: 'mebi-baseline.json',
    limits: { maxPeakBytes: null, maxGrowth: 10, minGrowthBytes: MIB },
    runs: [null],
    durationNs: 1_500_000_000,
    peak: spread(60),
    firstProcessPeak: spread(60),
    numbers: [
      grownNumber(),
      grownNumber({ kind: 'peak', function: null, delta: 0, now: spread(10), outcome: 'holds', lines: [] }),
    ],
    notes: [],
    ...given,
  }
}
