import { describe, expect, test } from 'vitest'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const THREADS = `import concurrent.futures, time
MB = 1 << 20
kept = []
def job(n):
    block = b"\\1" * (n * MB)  # 24 in all
    time.sleep(0.05)
    kept.append(block)
    return n
def main():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(job, [6] * 4))
print(main())
`
const FOOTNOTE = '* Other threads were at work meanwhile: what they took may be in this number.'

/** Reported elsewhere: `time.sleep` shows 32 MiB, and the table says nothing of threads. */
describe('numbers that may be another thread\u2019s are marked where they stand', () => {
  test('in tables, views, comparisons and the page', async () => {
    const here = sandbox()
    here.write('threads.py', THREADS)
    const run = await here.mebi(['run', '-q', '--all', 'threads.py'])
    const [job = '', main = '', module = ''] = run.stdout.split('\n\n\n')
    for (const table of [job, main, module]) expect(table.split(FOOTNOTE)).toHaveLength(2)
    // Who of the threads comes to its line first is theirs to decide; what is more than a page is marked.
    const grown = job
      .split('\n')
      .filter((row) => / [1-9]\d*\.\d{3} MiB\S* +4 /.test(row) && !row.includes('def job'))
    expect(grown.length).toBeGreaterThan(0)
    for (const row of grown) expect(row).toMatch(/MiB\* {10}4 {7}\S/)
    expect(main).toMatch(/^ +11 .* 2[45]\.\d{3} MiB\* {10}1 {11}return sum/m)
    expect(module).toMatch(/^ +1 .* MiB {11}1 {3}import/m)

    const show = async (...args: string[]) => (await here.mebi(['show', 'last', ...args])).stdout
    const marked: Record<string, RegExp> = {
      hotspots: /^ +\+\d+\.\d\* +\+\d+\.\d\* .* job /m,
      tree: /^ +\+\d+\.\d\* +\+\d+\.\d\* .* main/m,
      peak: /^ +\+\d+\.\d\* {2}(?:main|job) {2}threads\.py:\d+$/m,
    }
    for (const [view, row] of Object.entries(marked)) {
      const text = await show('--view', view)
      expect(text, view).toMatch(row)
      expect(text.split(FOOTNOTE), view).toHaveLength(2)
    }
    expect(await show('--format', 'csv')).toMatch(/,main,9,1,11,1,\d+,\d+,\d+,\d+,true,/)
    expect(await show('--format', 'html')).toMatch(/\+2[45]\.\d{3}<span class="star"/)

    await here.mebi(['run', '-q', '--all', '--detail', 'functions', 'threads.py'])
    expect(await show('--view', 'hotspots')).toMatch(/^ +\+\d+\.\d\* +\+\d+\.\d\* .* job /m)
    const { stdout } = await here.mebi(['compare', '1', '2', '--threshold', '0'])
    expect(stdout).toMatch(/ \d+\.\d\* +\d+\.\d\* +[-+]?\d+\.\d\* .* job /)
    expect(stdout.split(FOOTNOTE)).toHaveLength(2)
  })
})

const PROGRAM = `import json


def large():
    return b"x" * 30_000_000


def small():
    kept = b"x" * 3_000_000
    del kept
    nothing = 1
    nothing = 2
    nothing = 3
    nothing = 4
    nothing = 5
    nothing = 6
    return b"x" * 2_000_000


def idle():
    return 1


a, b, c = large(), small(), idle()
`

describe('less paper', () => {
  test('--top and --min-increment leave out what is nothing, and say so in one line', async () => {
    const here = sandbox()
    here.write('program.py', PROGRAM)
    const run = async (...args: string[]) =>
      (await here.mebi(['run', '-q', '--all', ...args, 'program.py'])).stdout
    const named = (text: string) =>
      [...text.matchAll(/ (?:def (\w+)\(\)|(<module>))/g)].map((found) => found[1] ?? found[2])
    const plain = await run('--no-save')
    expect(plain).toMatch(/^ {3}\.\.\. {42}\(9 lines\)$/m)
    expect(plain).not.toMatch(/left out/)

    const top = await run('--top', '1')
    expect(top.match(/^Filename: /gm)).toHaveLength(1)
    expect(top.split('\n').at(-2)).toBe('3 more functions are left out, in which less happened.')

    const least = (await here.mebi(['show', 'last', '--min-increment', '1M'])).stdout
    expect(least.match(/^Filename: /gm)).toHaveLength(3)
    expect(least).toMatch(/^ {4}17 .* 1\.[789]\d\d MiB {11}1 {7}return/m)
    expect(least).toMatch(/^ {3}\.\.\. {42}\(4 lines\)$/m)
    expect(least.split('\n').at(-2)).toBe('1 more function is left out, in which less happened.')
    expect(named(least)).not.toContain('idle')

    const { stdout: ranked } = await here.mebi(['show', 'last', '--view', 'hotspots', '--top', '2'])
    expect(ranked.split('\n')).toHaveLength(5)
    expect(ranked).toMatch(/^2 more functions are left out/m)

    const repeated = await run('--repeat', '2', '--min-increment', '20M')
    expect(repeated.match(/^Medians of 2 runs$/gm)).toHaveLength(2)
    expect(repeated.split('\n').at(-2)).toMatch(/^2 more functions are left out/)
  })

  test('the function in which the program failed is there whatever it did', async () => {
    const here = sandbox()
    here.write('program.py', `${PROGRAM}\ndef fail():\n    raise ValueError('no')\nfail()\n`)
    const { stdout, code } = await here.mebi([
      'run',
      '-q',
      '--all',
      '--top',
      '1',
      '--min-increment',
      '20M',
      'program.py',
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(/raise ValueError\('no'\) {2}<-- ValueError: no$/m)
    expect(stdout).toMatch(/^4 more functions are left out/m)
  })

  test.each([
    [['show', 'last', '--top', '0'], /'0' is invalid\. It must be a number above 0\./],
    [['show', 'last', '--min-increment', 'much'], /'much' is invalid/],
    [
      ['show', 'last', '--top', '1', '--format', 'csv'],
      /--top and --min-increment shorten tables, no other format/,
    ],
    [['show', 'last', '--top', '1', '--view', 'peak'], /are for tables of functions/],
    [['run', '--top', '1', '--format', 'json', 'program.py'], /shorten tables/],
  ])('%j is refused in a sentence', async (args, sentence) => {
    const here = sandbox()
    here.write('program.py', 'x = 1\n')
    if (args.includes('peak')) await here.mebi(['run', '-q', 'program.py'])
    const { code, stdout, stderr } = await here.mebi(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
  })
})
