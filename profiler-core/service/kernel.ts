import type { Finding } from '../contract/index.ts'

/** What is asked about the system beneath; injected so that a test can be another machine. */
export interface Kernel {
  readonly platform: NodeJS.Platform
  /** Such as `6.12.10-arch1-1`. */
  readonly release: string
  /** Content of a file, or why there is none. */
  readonly readText: (path: string) => { text: string } | { problem: string }
}

/** How well can this system's memory be read? */
export function kernelFindings(kernel: Kernel): Finding[] {
  switch (kernel.platform) {
    case 'linux':
      return [residentMemory(kernel), uniqueMemory(kernel), hugePages(kernel)]
    case 'darwin':
    case 'win32':
      return [
        {
          subject: 'Memory readings',
          status: 'ok',
          detail: 'rss and heap; uss and pss need Linux',
          advice: null,
        },
      ]
    default:
      return [
        {
          subject: 'Memory readings',
          status: 'warning',
          detail: `nothing is known of ${kernel.platform}`,
          advice: 'Measure with --backend heap, which asks Python alone.',
        },
      ]
  }
}

function residentMemory({ readText, release }: Kernel): Finding {
  const subject = '/proc/self/statm'
  const read = readText(subject)
  if ('problem' in read) {
    return {
      subject,
      status: 'error',
      detail: `cannot be read: ${read.problem}`,
      advice: 'The backend rss needs it: mount /proc, or measure with --backend heap.',
    }
  }
  if (countsPerProcessor(release)) {
    return {
      subject,
      status: 'warning',
      detail: `readable, but Linux ${release} may lag by up to 128 KiB per processor`,
      advice: 'Small increments may show late; --backend heap is exact to the byte.',
    }
  }
  return { subject, status: 'ok', detail: 'readable, exact to the page', advice: null }
}

/** From 6.2 to 6.15 Linux keeps resident memory in counters that each processor adds up for itself first. */
function countsPerProcessor(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10))
  return major === 6 && minor >= 2 && minor <= 15
}

function uniqueMemory({ readText }: Kernel): Finding {
  const subject = '/proc/self/smaps_rollup'
  const read = readText(subject)
  if ('text' in read)
    return { subject, status: 'ok', detail: 'readable: uss and pss can be used', advice: null }
  return {
    subject,
    status: 'warning',
    detail: `cannot be read: ${read.problem}`,
    advice: 'The backends uss and pss need it (Linux 4.14 or newer); rss and heap do not.',
  }
}

function hugePages({ readText }: Kernel): Finding {
  const subject = 'Transparent huge pages'
  const read = readText('/sys/kernel/mm/transparent_hugepage/enabled')
  if ('problem' in read) return { subject, status: 'ok', detail: 'this kernel has none', advice: null }
  const setting = /\[(\w+)\]/.exec(read.text)?.[1] ?? read.text.trim()
  if (setting !== 'always') return { subject, status: 'ok', detail: setting, advice: null }
  return {
    subject,
    status: 'warning',
    detail: 'always: memory arrives 2 MiB at a time, on the line that touches it first',
    advice: 'For finer increments: echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled',
  }
}
