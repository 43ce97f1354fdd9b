import { describe, expect, test } from 'vitest'
import { type Kernel, kernelFindings } from '../../profiler-core/service/kernel.ts'

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled'

function linux(given: { release?: string; files?: Record<string, string> } = {}): Kernel {
  const files = new Map(
    Object.entries({
      '/proc/self/statm': '1 2 3',
      '/proc/self/smaps_rollup': 'Rss: 1 kB',
      [HUGE_PAGES]: 'always [madvise] never\n',
      ...given.files,
    }),
  )
  return {
    platform: 'linux',
    release: given.release ?? '6.18.1-arch1',
    readText: (path) => {
      const text = files.get(path) ?? ''
      return text === '' ? { problem: 'no such file' } : { text }
    },
  }
}

/** Subject and status, for comparison at a glance. */
function outcome(kernel: Kernel): string[] {
  return kernelFindings(kernel).map(({ subject, status }) => `${subject}: ${status}`)
}

describe('what a kernel can tell of memory', () => {
  test('a recent Linux: all of it', () => {
    expect(outcome(linux())).toEqual([
      '/proc/self/statm: ok',
      '/proc/self/smaps_rollup: ok',
      'Transparent huge pages: ok',
    ])
  })

  test.each([
    ['5.15.0', 'ok'],
    ['6.1.0-18-amd64', 'ok'],
    ['6.2.0', 'warning'],
    ['6.8.0-31-generic', 'warning'],
    ['6.15.2', 'warning'],
    ['6.16.0', 'ok'],
    ['7.2.0', 'ok'],
  ])('Linux %s keeps its counters per processor: %s', (release, status) => {
    expect(outcome(linux({ release }))[0]).toBe(`/proc/self/statm: ${status}`)
  })

  test('huge pages make increments coarse, and there is something to do about it', () => {
    const [, , pages] = kernelFindings(linux({ files: { [HUGE_PAGES]: '[always] madvise never' } }))
    expect(pages).toMatchObject({ status: 'warning', advice: expect.stringContaining('madvise') })
    expect(outcome(linux({ files: { [HUGE_PAGES]: '' } }))[2]).toBe('Transparent huge pages: ok')
  })

  test('without /proc only the heap backend is left', () => {
    const [resident, unique] = kernelFindings(
      linux({ files: { '/proc/self/statm': '', '/proc/self/smaps_rollup': '' } }),
    )
    expect(resident).toMatchObject({ status: 'error', advice: expect.stringContaining('--backend heap') })
    expect(unique).toMatchObject({ status: 'warning', detail: 'cannot be read: no such file' })
  })

  test.each([
    ['darwin', 'ok'],
    ['win32', 'ok'],
    ['aix', 'warning'],
  ] as const)('%s: %s', (platform, status) => {
    expect(outcome({ ...linux(), platform })).toEqual([`Memory readings: ${status}`])
  })
})
