import type { FunctionRecord } from '../tables/logReader.ts'
import { type CallNodes, callNodes } from './callNodes.ts'
import type { ProcessNumbers } from './peakSnapshot.ts'

/** What calls of one function grew by, bytes. */
type Growth = Map<FunctionRecord, number>

/**
 * Takes off the lines of a function what its calls gave back when they were left. A call's last reading comes before its
 * local variables die, so that the function keeps their growth and the line that called it falls by as much: here that
 * fall is the function's again, or that of what it called. It is shared out by what each line has. The sum stays as it is.
 *
 * @param totals what each line had taken by itself, by its row (`lineTotals`); is changed
 */
export function settleReturns(
  totals: Map<number, number>,
  { calls, bytes }: Pick<ProcessNumbers, 'calls' | 'bytes'>,
  functions: readonly FunctionRecord[],
): void {
  if (calls === null) return
  const byCaller = growthByCaller(callNodes(calls, bytes), functions)
  for (const [row, callees] of byCaller) {
    const fall = -(totals.get(row) ?? 0)
    if (fall <= 0) continue
    totals.set(row, takeOff(fall, callees, byCaller, totals, new Set()) - fall)
  }
}

/** Takes at most `amount` off the functions and what they called, and returns how much of it they had. */
function takeOff(
  amount: number,
  callees: Growth,
  byCaller: ReadonlyMap<number, Growth>,
  totals: Map<number, number>,
  seen: Set<FunctionRecord>,
): number {
  const grown = [...callees].filter(([callee, growth]) => growth > 0 && !seen.has(callee))
  const all = grown.reduce((sum, [, growth]) => sum + growth, 0)
  let taken = 0
  for (const [callee, growth] of grown) {
    seen.add(callee)
    const rows = rowsOf(callee)
    let rest = (Math.min(amount, all) * growth) / all
    const before = rest
    rest -= takeOffRows(rest, rows, totals)
    for (const row of rows) {
      const inner = byCaller.get(row)
      if (inner && rest > 0) rest -= takeOff(rest, inner, byCaller, totals, seen)
    }
    taken += before - rest
  }
  return taken
}

function takeOffRows(amount: number, rows: readonly number[], totals: Map<number, number>): number {
  const held = rows.filter((row) => (totals.get(row) ?? 0) > 0)
  const all = held.reduce((sum, row) => sum + (totals.get(row) ?? 0), 0)
  if (all === 0) return 0
  const taken = Math.min(amount, all)
  for (const row of held) totals.set(row, (totals.get(row) ?? 0) * (1 - taken / all))
  return taken
}

/** The rows that may have something: its lines, or its own where lines are not watched. */
function rowsOf({ row, lines }: FunctionRecord): number[] {
  return lines.length === 0 ? [row] : lines.map((_, index) => row + 1 + index)
}

/** For each row that made calls, what they grew by, nested calls of its own function not included. */
function growthByCaller(nodes: CallNodes, functions: readonly FunctionRecord[]): Map<number, Growth> {
  const owners = new Map(functions.map((record) => [record.row, record]))
  const byCaller = new Map<number, Growth>()
  for (let node = 1; node < nodes.count; node++) {
    const callee = owners.get(nodes.functionRow[node] ?? 0)
    const caller = owners.get(nodes.functionRow[nodes.parent[node] ?? 0] ?? 0)
    if (!callee || !caller || callee === caller) continue
    const row = caller.lines.length === 0 ? caller.row : (nodes.callerRow[node] ?? 0)
    const growth = byCaller.get(row) ?? new Map<FunctionRecord, number>()
    byCaller.set(row, growth.set(callee, (growth.get(callee) ?? 0) + (nodes.growth[node] ?? 0)))
  }
  return byCaller
}
