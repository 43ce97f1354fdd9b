import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import { EXPANSION, type ExpansionLimits } from '../../../profiler-core/exchange/mebi/jsonLines.ts'
import { readMebi } from '../../../profiler-core/exchange/mebi/read.ts'
import { sampleRun } from '../store/sample.ts'
import { fileOf, head, refusal, runOf, writtenRuns } from './files.ts'

/** The sample as plain data, changed: what zod and the store would never write. */
function crafted(change: (run: StoredRun) => unknown): Buffer {
  const run = structuredClone(sampleRun('a'))
  change(run)
  return fileOf(head, run)
}

async function refusalWithin(limits: Partial<ExpansionLimits>, bytes: Uint8Array): Promise<unknown> {
  try {
    for await (const _ of readMebi({ name: 'a.mebi', bytes }, { ...EXPANSION, ...limits }));
  } catch (error) {
    return error
  }
  throw new Error('it was read')
}

describe('a file that is damaged', () => {
  test('is cut off anywhere', async () => {
    const whole = await writtenRuns(sampleRun('a'))
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const error = await refusal(whole.subarray(0, Math.floor(whole.length * part)), 'a.mebi')
      expect(error.toCallError()).toMatchObject({
        code: 'import-damaged',
        message: 'a.mebi is cut off: its end is missing.',
      })
    }
  })

  test('has another byte', async () => {
    const file = await writtenRuns(sampleRun('a'))
    file[file.length - 20] = (file[file.length - 20] ?? 0) ^ 0x10
    expect((await refusal(file)).code).toMatch(/^import-(damaged|invalid)$/)
  })

  test('ends within a line', async () => {
    expect((await refusal(gzipSync(`${JSON.stringify(head)}\n{"detail"`))).message).toBe(
      'given.mebi ends in the middle of a run.',
    )
  })

  test.each([
    [fileOf({ ...head, runs: 2 }, sampleRun('a')), /says that it has 2 runs, but there are 1/],
    [fileOf({ ...head, runs: 0 }, sampleRun('a')), /says that it has 0 runs, but there are more/],
    [fileOf(head, '{'), /has a line that is not JSON/],
    [gzipSync(Buffer.from([0xff, 0x0a])), /has a line that is not UTF-8/],
    [fileOf({ format: 'mebi-runs', version: 1 }), /does not say how many runs/],
    [fileOf('[]'), /no file of runs/],
    [gzipSync('tar or something\n'), /not JSON/],
    [gzipSync(''), /no file of runs/],
  ])('has other lines than it says: %#', async (file, message) => {
    expect((await refusal(file)).message).toMatch(message)
  })
})

test('a newer version says so, whatever else it has', async () => {
  const error = await refusal(fileOf({ format: 'mebi-runs', version: 7, chapters: [] }), 'new.mebi')
  expect(error.toCallError()).toEqual({
    code: 'import-newer',
    message: 'new.mebi was written by a newer Mebi: version 7; this one reads up to 1.',
    hint: 'Update Mebi, or export it with this version.',
  })
})

describe('a file that expands', () => {
  test('beyond what it may is given up in time: 10 GB of blanks', async () => {
    // 32 MiB of blanks as one block, repeated: deflate blocks can be strung together.
    const blanks = Buffer.alloc(32 * 2 ** 20, 0x20)
    const block = deflateRawSync(blanks, { finishFlush: 2 })
    const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    const bomb = Buffer.concat([gzipHead, ...Array.from({ length: 320 }, () => block)])
    const before = process.memoryUsage().rss
    const error = await refusalWithin({ lineBytes: 8 * 2 ** 20 }, bomb)
    expect(error).toMatchObject({
      code: 'import-too-large',
      message: 'A run of a.mebi expands to more than 8 MiB.',
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  test('in many lines is given up, too', async () => {
    const file = fileOf(...Array.from({ length: 200 }, () => head))
    expect(await refusalWithin({ fileBytes: 5000 }, file)).toMatchObject({ code: 'import-too-large' })
  })

  test.each([
    ['deep', `${'['.repeat(100_000)}`, {}],
    ['deep within a member', `{"detail":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`, {}],
    ['of many objects', `[${'{},'.repeat(1001)}{}]`, { containers: 1000 }],
    ['of many values', `[${'1,'.repeat(1001)}1]`, { values: 1000 }],
  ])('to something %s is refused before it is parsed', async (_, line, limits) => {
    expect(await refusalWithin(limits, fileOf(head, line))).toMatchObject({
      code: 'import-invalid',
      message: expect.stringContaining('nested deeper'),
    })
  })

  test('brackets and commas in texts count for nothing', async () => {
    const run = sampleRun('a', { note: `${'[{,'.repeat(1000)}\\"[[[["` })
    expect((await runOf(await writtenRuns(run))).detail.note).toBe(run.detail.note)
  })
})

describe('a run that does not fit', () => {
  test.each<[string, (run: StoredRun) => unknown, string]>([
    ['a negative peak', ({ detail }) => Object.assign(detail, { peakBytes: -1 }), 'detail.peakBytes'],
    ['a missing part', (run) => Reflect.deleteProperty(run, 'timeline'), 'timeline'],
    [
      'a text for a number',
      ({ detail }) => Object.assign(detail.functions[0]!.lines[1]!, { timeNs: '1' }),
      'detail.functions.0.lines.1.timeNs',
    ],
    ['another list', (run) => Object.assign(run, { sources: {} }), 'sources'],
    [
      'a status that there is not',
      ({ detail }) => Object.assign(detail, { status: 'great' }),
      'detail.status',
    ],
    ['times out of order', ({ timeline }) => timeline.timesNs.reverse(), 'timeline'],
    ['columns of other lengths', ({ timeline }) => timeline.childrenBytes!.pop(), 'timeline'],
    ['a stack that there is not', ({ timeline }) => timeline.stackAt!.splice(0, 1, 1), 'timeline'],
    ['a place that there is not', ({ timeline }) => timeline.stacks!.placeOf.fill(9), 'timeline.stacks'],
    ['a node that is its own parent', ({ story }) => story.callTree!.parents.fill(0), 'story.callTree'],
    ['a function that there is not', ({ story }) => story.callTree!.functionOf.fill(5), 'story.callTree'],
    ['fewer numbers than nodes', ({ story }) => story.callTree!.timeNs.pop(), 'story.callTree'],
    ['a stretch that there is not', ({ story }) => story.series!.functions[0]!.at.fill(2), 'story.series'],
    [
      'fewer numbers than steps',
      ({ story }) => story.series!.functions[0]!.lines[0]!.timeNs.pop(),
      'story.series',
    ],
    ['edges out of order', ({ story }) => story.series!.edgesNs.reverse(), 'story.series'],
    [
      'a function of a billion lines',
      ({ detail }) => Object.assign(detail.functions[0]!, { lastLine: 1e9 }),
      'lines of its functions',
    ],
    [
      'a function that ends before it begins',
      ({ detail }) => Object.assign(detail.functions[0]!, { lastLine: 1 }),
      'lines of its functions',
    ],
    ['more memory than there is', ({ timeline }) => timeline.bytes.fill(1e300), '1000000000000000000'],
    [
      'warnings without end',
      ({ detail }) => detail.warnings.push(...Array.from({ length: 20_001 }, () => detail.warnings[0]!)),
      'more warnings',
    ],
    [
      'a label without end',
      ({ detail }) => Object.assign(detail, { label: 'x'.repeat(2 ** 20 + 1) }),
      'a text',
    ],
    [
      'output without end',
      ({ output }) => output.push({ stream: 'stdout', text: 'x'.repeat(2 ** 25) }),
      'more than a run keeps',
    ],
    [
      'a start that is no moment',
      ({ detail }) => Object.assign(detail, { startedAt: '<b>now</b>' }),
      'detail.startedAt',
    ],
    [
      'a start that no calendar has',
      ({ detail }) => Object.assign(detail, { startedAt: '2026-13-41T10:00:00Z' }),
      'detail.startedAt',
    ],
  ])('is refused with its place: %s', async (_, change, where) => {
    const error = await refusal(crafted(change), 'a.mebi')
    expect(error.code).toBe('import-invalid')
    expect(error.message).toMatch(/^a\.mebi has a run that does not fit, number 1: /)
    expect(error.message).toContain(where)
  })

  test('says one thing of many wrong ones', async () => {
    const file = crafted(({ timeline }) =>
      Object.assign(timeline, { timesNs: Array.from({ length: 200_000 }, () => 'x') }),
    )
    const { message } = await refusal(file, 'a.mebi')
    expect(message).toContain('timeline.timesNs.0: ')
    expect(message.length).toBeLessThan(200)
  })

  test('stacks that would take a view hours to draw are refused', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, node) => node)
    const file = crafted((run: StoredRun) => {
      run.timeline.timesNs = nodes
      run.timeline.bytes = nodes
      run.timeline.childrenBytes = null
      run.timeline.stacks = {
        places: [{ file: '/x.py', name: 'f', line: 1 }],
        parents: nodes.map((node) => node - 1),
        placeOf: nodes.map(() => 0),
      }
      run.timeline.stackAt = nodes.map((node) => (node % 2 === 0 ? 9999 : -1))
    })
    expect((await refusal(file)).message).toContain('timeline.stacks')
  })
})

describe('names and texts are nothing but that', () => {
  test('keys that are names of prototypes change none', async () => {
    const text = JSON.stringify(sampleRun('a')).replace(
      '"detail":{',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"detail":{"__proto__":{"polluted":1},',
    )
    const run = await runOf(fileOf(head, text))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((run.detail as unknown as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(run)).not.toContain('constructor')
  })

  test('scripts and control characters stay text, and paths are opened by nobody', async () => {
    const name = '<img src=x onerror=alert(1)>\u001b[2J'
    const file = '/../../../../etc/passwd'
    const run = await runOf(
      crafted((given: StoredRun) => {
        given.detail.label = name
        for (const each of given.detail.functions) Object.assign(each, { name, file })
        given.sources = [{ file, text: '<script>alert(1)</script>' }]
      }),
    )
    expect(run.detail.label).toBe(name)
    expect(run.detail.functions[0]).toMatchObject({ name, file })
    // What stands there is kept as the text that it is: not what this machine has at that path.
    expect(run.sources).toEqual([{ file, text: '<script>alert(1)</script>' }])
  })
})

test('a run of the future is refused: it would be the newest one for good', async () => {
  const error = await refusal(
    crafted(({ detail }) => Object.assign(detail, { startedAt: '9999-12-31T23:59:59.999Z' })),
    'a.mebi',
  )
  expect(error).toMatchObject({
    code: 'import-invalid',
    message: 'a.mebi has a run of the future, of 9999-12-31T23:59:59.999Z.',
  })
})
