import { readFileSync, statSync } from 'node:fs'
import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OutputChunk } from '../../../../profiler-core/contract/index.ts'
import { OutputFile, readOutputFile } from '../../../../profiler-core/run/output/outputFile.ts'
import { OutputKeeper } from '../../../../profiler-core/run/output/outputKeeper.ts'
import type { RunEvent } from '../../../../profiler-core/run/plan.ts'
import { temporaryFolder } from '../../targets/python/support.ts'
import { MIB, runToEnd, start, textOf } from '../support.ts'

const chunk = fc.record({
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  text: fc.string({ unit: 'grapheme', maxLength: 30 }),
})
const whole = (chunks: readonly OutputChunk[]) => chunks.map((each) => each.text).join('')

describe('keeping output', () => {
  test('all of it while it fits, neighbours of one stream joined', () => {
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const keeper = new OutputKeeper()
        for (const { stream, text } of chunks) keeper.add(stream, text)
        const kept = keeper.chunks()
        expect(whole(kept)).toBe(whole(chunks))
        expect(kept.every((each, index) => each.stream !== kept[index + 1]?.stream)).toBe(true)
      }),
    )
  })

  test('the beginning and the end where it does not, with a note between', () => {
    const keeper = new OutputKeeper(1_000_000)
    for (let line = 0; line < 300_000; line++) keeper.add('stdout', `line ${line}\n`)
    const [head, note, tail] = keeper.chunks()
    expect(head?.text.startsWith('line 0\nline 1\n')).toBe(true)
    expect(note).toMatchObject({
      stream: 'stderr',
      text: expect.stringMatching(/^\n\[Mebi left out 2\.\d MiB/),
    })
    expect(tail?.text.endsWith('line 299999\n')).toBe(true)
    expect(head!.text.length + tail!.text.length).toBeLessThanOrEqual(1_000_000)
    expect(head!.text.length + tail!.text.length).toBeGreaterThan(800_000)
  })
})

describe('output on disk', () => {
  test('is read back as it was, but for a last line that was being written', async () => {
    const path = join(await temporaryFolder(), 'output.jsonl')
    const file = new OutputFile(path, (error) => expect.fail(String(error)))
    file.add({ stream: 'stdout', text: 'größe \u2028\n' })
    file.add({ stream: 'stderr', text: 'oh' })
    file.close()
    await appendFile(path, '{"stream":"stdout","te')
    expect(readOutputFile(path).chunks()).toEqual([
      { stream: 'stdout', text: 'größe \u2028\n' },
      { stream: 'stderr', text: 'oh' },
    ])
    expect(readOutputFile(`${path}.gone`).chunks()).toEqual([])
  })

  test('does not grow for ever, and reads as what was kept in memory', async () => {
    const path = join(await temporaryFolder(), 'output.jsonl')
    const file = new OutputFile(path, (error) => expect.fail(String(error)))
    let largest = 0
    for (let index = 0; index < 1200; index++) {
      file.add({ stream: 'stdout', text: `${index} ${'\u0000x'.repeat(25_000)}\n` })
      if (index % 50 === 0) largest = Math.max(largest, statSync(path).size)
    }
    expect(largest).toBeLessThan(100 * MIB)
    const read = readOutputFile(path).chunks()
    const kept = file.keeper.chunks()
    expect(read[0]).toEqual(kept[0])
    expect(whole(read).slice(-1000)).toBe(whole(kept).slice(-1000))
    file.close()
  })

  test('a disk that fails is told once, and the output is kept in memory', async () => {
    const path = join(await temporaryFolder(), 'folder')
    await mkdir(path)
    const problems: unknown[] = []
    const file = new OutputFile(path, (error) => problems.push(error))
    file.add({ stream: 'stdout', text: 'a' })
    file.add({ stream: 'stdout', text: 'b' })
    expect(problems).toHaveLength(1)
    expect(file.keeper.chunks()).toEqual([{ stream: 'stdout', text: 'ab' }])
  })
})

describe('the output of a program', () => {
  test('comes as it is written, to the byte, letters whole', async () => {
    const events: RunEvent[] = []
    const record = await runToEnd(
      `
import os, time
os.write(1, "größ".encode()[:3])
time.sleep(0.2)
os.write(2, b"err")
os.write(1, "größe\\n".encode()[3:])
os.write(1, b"\\xff\\xfe bytes\\n")
`,
      { onEvent: (event) => void events.push(event) },
    )
    expect(textOf(record)).toBe('größe\n\ufffd\ufffd bytes\n')
    expect(textOf(record, 'stderr')).toBe('err')
    const bytes = events.flatMap((event) =>
      event.type === 'output' && event.stream === 'stdout' ? [event.bytes] : [],
    )
    expect(Buffer.concat(bytes)).toEqual(
      Buffer.concat([Buffer.from('größe\n'), Buffer.from([255, 254]), Buffer.from(' bytes\n')]),
    )
  })

  test('400 MB of it: passed through whole, kept at its ends, and the host stays small', async () => {
    let bytes = 0
    const before = process.memoryUsage().rss
    let most = before
    const record = await runToEnd(
      'import sys\nfor i in range(6400):\n    sys.stdout.write(("%06d " % i) * 8928 + "\\n")\nsys.stderr.write("end")\n',
      {
        forget: true,
        onEvent: (event) => {
          if (event.type === 'output' && event.stream === 'stdout') bytes += event.bytes.length
          if (event.type === 'memory') most = Math.max(most, process.memoryUsage().rss)
        },
      },
    )
    expect(bytes).toBe(6400 * (8928 * 7 + 1))
    expect(record.detail).toMatchObject({ status: 'finished', warnings: [{ code: 'output-truncated' }] })
    const text = textOf(record)
    expect(text.length).toBeLessThanOrEqual(8 * MIB)
    expect(text.startsWith('000000 ')).toBe(true)
    expect(text.endsWith('006399 \n')).toBe(true)
    expect(textOf(record, 'stderr')).toMatch(/left out 37\d\.\d MiB of output here\]\nend$/)
    // Not all of it at once; how much of what passed lies about is the garbage collector's affair.
    expect((most - before) / MIB).toBeLessThan(250)
  })

  test('a slow listener slows the program down instead of filling memory, and loses nothing', async () => {
    let bytes = 0
    let pieces = 0
    const record = await runToEnd('import os\nfor _ in range(40):\n    os.write(1, b"x" * 65536)\n', {
      onEvent: async (event) => {
        if (event.type !== 'output') return
        await sleep(60)
        bytes += event.bytes.length
        pieces++
      },
    })
    expect(bytes).toBe(40 * 65536)
    expect(record.detail.durationNs).toBeGreaterThan((pieces - 10) * 50e6)
  })

  test('a listener that never comes back does not keep a run from being stopped', async () => {
    const { run, printed } = await start('import os\nwhile True:\n    os.write(1, b"x" * 65536)\n', {
      onEvent: (event) => (event.type === 'output' ? new Promise(() => {}) : undefined),
    })
    await printed('x')
    const before = Date.now()
    expect((await run.stop()).detail.status).toBe('stopped')
    expect(Date.now() - before).toBeLessThan(5000)
  })

  test('a listener that fails does not end the run', async () => {
    const record = await runToEnd('print("a")\n', {
      onEvent: () => {
        throw new Error('no')
      },
    })
    expect(record.detail.status).toBe('finished')
    expect(textOf(record)).toBe('a\n')
  })

  test('what a program leaves behind does not hold the run', async () => {
    const before = Date.now()
    const record = await runToEnd(
      'import subprocess, sys\nprint("bye", flush=True)\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"])\n',
    )
    expect(Date.now() - before).toBeLessThan(10_000)
    expect(record.detail).toMatchObject({ status: 'finished', exitCode: 0 })
    expect(textOf(record)).toBe('bye\n')
  })

  test('is on disk at any moment', async () => {
    const { run, printed } = await start('import time\nprint("kept", flush=True)\ntime.sleep(100)\n')
    await printed('kept\n')
    expect(readFileSync(join(run.folder, 'output.jsonl'), 'utf8')).toContain('kept')
    await run.stop()
  })

  test('a program reads what the host writes, or nothing', async () => {
    const source = 'import sys\nprint(repr(sys.stdin.read()))\n'
    expect(textOf(await runToEnd(source))).toBe("''\n")
    const { run } = await start(source, { stdin: 'pipe' })
    run.stdin?.end('hello')
    expect(textOf(await run.ended)).toBe("'hello'\n")
  })
})
