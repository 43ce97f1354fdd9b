import fc from 'fast-check'

/** Few different lines, so that the same one is there often. */
const line = fc.constantFrom(
  '',
  'x = 1',
  'x = load(path)',
  'x = load(path, 2)',
  '    x = load(path)',
  'for row in rows:',
  '    total += row.amount',
  '    total += row.price',
  'return total',
  'pass',
)

export const text = fc.array(line, { maxLength: 12 })

/** What is done to a line of a text. */
const edit = fc.oneof(
  { weight: 5, arbitrary: fc.constant<readonly string[] | null>(null) },
  fc.constant<readonly string[] | null>([]),
  fc.array(line, { minLength: 1, maxLength: 3 }),
)

export interface EditedText {
  readonly base: readonly string[]
  readonly now: readonly string[]
}

/** A text, and what it is after random lines of it were left out, replaced or put in. */
export const editedText: fc.Arbitrary<EditedText> = fc
  .array(fc.tuple(line, edit), { maxLength: 15 })
  .map((lines) => ({
    base: lines.map(([each]) => each),
    now: lines.flatMap(([each, instead]) => instead ?? [each]),
  }))
