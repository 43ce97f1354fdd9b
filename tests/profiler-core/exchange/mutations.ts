import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'

/** What something that was written well becomes. */
export type Mutation<T> = (good: T) => T

const part = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const at = (share: number, length: number) => Math.floor(share * length)

/** Of bytes: one is another, some are missing, doubled, or in their place stands something else. */
const ofBytes: fc.Arbitrary<Mutation<Buffer>> = fc.oneof(
  fc.tuple(part, fc.nat(7)).map(([where, bit]) => (good: Buffer) => {
    const changed = Buffer.from(good)
    const index = at(where, changed.length)
    if (changed.length > 0) changed[index] = (changed[index] ?? 0) ^ (1 << bit)
    return changed
  }),
  part.map((where) => (good: Buffer) => good.subarray(0, at(where, good.length))),
  fc.tuple(part, part).map(([from, length]) => (good: Buffer) => {
    const start = at(from, good.length)
    return Buffer.concat([good.subarray(0, start), good.subarray(start + at(length, good.length - start))])
  }),
  fc.tuple(part, fc.uint8Array({ maxLength: 40 })).map(([where, bytes]) => (good: Buffer) => {
    const index = at(where, good.length)
    return Buffer.concat([good.subarray(0, index), bytes, good.subarray(index)])
  }),
)

/** Of lines: one is missing, doubled, elsewhere, or cut off; or a word of it is another. */
const ofLines: fc.Arbitrary<Mutation<Buffer>> = fc
  .tuple(
    part,
    part,
    fc.constantFrom('drop', 'double', 'move', 'cut', 'word'),
    fc.constantFrom(
      '',
      '-1',
      '0',
      '1e309',
      '99999999999999999999',
      'NaN',
      '-0.0',
      'MiB',
      '\u0000',
      '\ud800',
      '{',
      '"',
    ),
  )
  .map(([where, other, what, word]) => (good: Buffer) => {
    const lines = good.toString('latin1').split('\n')
    const index = at(where, lines.length)
    const line = lines[index] ?? ''
    if (what === 'drop') lines.splice(index, 1)
    if (what === 'double') lines.splice(at(other, lines.length), 0, line)
    if (what === 'move') lines.splice(at(other, lines.length), 0, ...lines.splice(index, 1))
    if (what === 'cut') lines[index] = line.slice(0, at(other, line.length))
    if (what === 'word') {
      const words = line.split(' ')
      words[at(other, words.length)] = word
      lines[index] = words.join(' ')
    }
    return Buffer.from(lines.join('\n'), 'latin1')
  })

/** What does harm where something else is expected. */
const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    '__proto__',
    -1,
    -0,
    0,
    1,
    0.5,
    2 ** 31,
    2 ** 53,
    1e18,
    1e308,
    [],
    {},
    [[]],
  ),
  fc.constantFrom<unknown>('\ud800', '\u0000', '../../x', '<script>', [0, 1, 2], { length: 5 }, ['a']),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Of JSON: some value, wherever it stands, is another, or is missing, or is there twice. */
const ofJson: fc.Arbitrary<Mutation<Buffer>> = fc
  .tuple(part, nastyValue, fc.constantFrom('replace', 'drop', 'double'))
  .map(([where, value, what]) => (good: Buffer) => {
    const lines = good.toString().split('\n')
    // Nearly all of a file is in the lines of its runs.
    const index = at(where * 0.999, Math.max(1, lines.length - 1))
    const line = parsed(lines[index] ?? '')
    if (typeof line !== 'object' || line === null) return good
    const places = placesOf(line)
    const place = places[at((where * 7919) % 1, places.length)]
    if (place === undefined) return good
    const { owner, key } = place
    if (what === 'replace') Reflect.set(owner, key, value)
    else if (what === 'drop') Reflect.deleteProperty(owner, key)
    else if (Array.isArray(owner)) owner.push(owner[Number(key)])
    // A hole in an array becomes null.
    lines[index] = JSON.stringify(line)
    return Buffer.from(lines.join('\n'))
  })

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function placesOf(value: object): { owner: object; key: string }[] {
  const own = Object.keys(value).map((key) => ({ owner: value, key }))
  const below = Object.values(value).filter((each) => typeof each === 'object' && each !== null)
  return [...own, ...below.flatMap((each) => placesOf(each as object))]
}

/** Of a text. */
export const textMutation = fc.array(fc.oneof(ofBytes, ofLines), { minLength: 1, maxLength: 4 }).map(inTurn)

/** Of a file of runs: most often of what it holds, sometimes of its bytes. */
export const mebiMutation = fc.oneof(
  { weight: 6, arbitrary: fc.array(ofJson, { minLength: 1, maxLength: 3 }).map(inTurn).map(withinGzip) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(ofBytes, ofLines), { minLength: 1, maxLength: 3 })
      .map(inTurn)
      .map(withinGzip),
  },
  { weight: 2, arbitrary: ofBytes },
)

function inTurn<T>(mutations: readonly Mutation<T>[]): Mutation<T> {
  return (good) => mutations.reduce((given, mutation) => mutation(given), good)
}

function withinGzip(mutation: Mutation<Buffer>): Mutation<Buffer> {
  return (good) => gzipSync(mutation(gunzipSync(good)), { level: 1 })
}
