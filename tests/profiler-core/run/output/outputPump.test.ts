import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type OutputPiece, OutputPump } from '../../../../profiler-core/run/output/outputPump.ts'

/** What a pump makes of a stream that comes in these pieces. */
async function carried(pieces: readonly string[], shown: 'stdout' | null) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const taken: OutputPiece[] = []
  const pump = new OutputPump({ stdout, stderr, shown, passed: () => {} }, (piece) => void taken.push(piece))
  for (const piece of pieces) stdout.write(piece)
  stdout.end()
  stderr.end()
  await pump.finish(1000, false)
  return {
    text: taken.map(({ text }) => text).join(''),
    bytes: Buffer.concat(taken.map(({ bytes }) => bytes)).toString(),
  }
}

const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'ü'), maxLength: 12 })

test('of what a terminal shows, the text is what the program wrote, and the bytes are what it shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 4 }), fc.nat(), async (written, cut) => {
      const whole = written.join('')
      const shown = whole.replaceAll('\n', '\r\n')
      const at = cut % (shown.length + 1)
      const pieces = [shown.slice(0, at), shown.slice(at)]
      expect(await carried(pieces, 'stdout')).toEqual({ text: whole, bytes: shown })
      expect(await carried(pieces, null)).toEqual({ text: shown, bytes: shown })
    }),
    { numRuns: 50 },
  )
})
