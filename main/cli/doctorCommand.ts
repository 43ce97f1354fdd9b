import { z } from 'zod'
import type { Finding } from '../../profiler-core/contract/index.ts'
import { jsonText, oneLine } from '../../profiler-core/report/index.ts'
import type { Colors } from './colors.ts'
import type { Context } from './context.ts'
import { EXIT, unwrap } from './failure.ts'
import { projectFolder } from './folders.ts'

export const DoctorOptions = z.object({ json: z.boolean().optional() })
export type DoctorOptions = z.infer<typeof DoctorOptions>

/** `mebi doctor`: what Mebi needs, what was found of it, and what to do about the rest. */
export async function doctorCommand(context: Context, options: DoctorOptions): Promise<number> {
  const service = await context.service()
  const projectDir = projectFolder(context.cwd, context)
  const findings = unwrap(await service.call('system.check', { projectDir }))
  if (options.json === true) context.out.write(jsonText(findings))
  else for (const finding of findings) context.out.write(describe(finding, context.out.colors))
  return findings.some(({ status }) => status === 'error') ? EXIT.failure : EXIT.ok
}

const INDENT = 9

function describe({ status, subject, detail, advice }: Finding, colors: Colors): string {
  const paint = { ok: colors.green, warning: colors.yellow, error: colors.red }[status]
  const [first = '', ...more] = detail.split('\n').map(oneLine)
  const lines = [
    `${paint(status.padEnd(INDENT))}${colors.bold(oneLine(subject))}: ${first}`,
    ...more.map((line) => `${' '.repeat(INDENT)}${line}`),
    ...(advice === null ? [] : [`${' '.repeat(INDENT)}${colors.bold('->')} ${oneLine(advice)}`]),
  ]
  return `${lines.join('\n')}\n`
}
