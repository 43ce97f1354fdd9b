import type { Parameter } from '../../contract/index.ts'
import { NAME, type Scanner } from './scanner.ts'

/** Nobody fills in a form with more. */
const MOST_PARAMETERS = 1000

/**
 * The parameters of the function whose name lies just behind; leaves the scanner behind their list. Of a list that is
 * never closed, those that are surely parameters.
 */
export function parametersAt(scanner: Scanner): Parameter[] {
  skipTypeParameters(scanner)
  scanner.skipBlank()
  if (!scanner.isAt('(')) return []
  scanner.skipToken()
  const parameters: Parameter[] = []
  let keywordOnly = false
  for (;;) {
    const piece = takePiece(scanner)
    if (piece === null) return parameters
    const { stars, name, value } = piece
    if (name !== null && parameters.length < MOST_PARAMETERS) {
      const kind =
        stars === '*' ? 'varargs' : stars === '**' ? 'kwargs' : keywordOnly ? 'keyword' : 'positional'
      parameters.push({ name: name.normalize('NFKC'), kind, default: value })
    }
    keywordOnly ||= stars !== ''
    const isLast = scanner.isAt(')')
    scanner.skipToken()
    if (isLast) return parameters
  }
}

/** `[T]`, before the parameters of a generic function. */
function skipTypeParameters(scanner: Scanner): void {
  scanner.skipBlank()
  if (!scanner.isAt('[')) return
  do scanner.skipToken()
  while (scanner.depth > 0 && scanner.skipBlank())
}

/** Not a comparison, of which an annotation may have one. */
const ASSIGNMENT = /(?<![=!<>:])=(?!=)/y

/** What lies between two commas of the list. */
interface Piece {
  readonly stars: string
  /** `null` for a `/`, a lone `*`, or nothing at all. */
  readonly name: string | null
  /** Source text of the default. */
  readonly value: string | null
}

/** Leaves the scanner at the comma or bracket that follows; `null` where the list is not closed. */
function takePiece(scanner: Scanner): Piece | null {
  scanner.skipBlank()
  const stars = scanner.take(/\*{0,2}/y) ?? ''
  scanner.skipBlank()
  const name = scanner.take(NAME)
  let valueStart: number | null = null
  /** Whose colon has not come yet: until then commas and defaults are theirs. */
  let lambdas = 0
  while (scanner.skipBlank()) {
    if (scanner.depth > 1) {
      scanner.skipToken()
      continue
    }
    if (scanner.isAt(')') || (lambdas === 0 && scanner.isAt(','))) {
      const value = valueStart === null ? null : scanner.text.slice(valueStart, scanner.lastEnd)
      return { stars, name, value }
    }
    if (lambdas > 0 && scanner.isAt(':')) lambdas--
    const word = scanner.take(NAME)
    if (word === 'lambda') lambdas++
    if (word !== null) continue
    if (valueStart === null && lambdas === 0 && scanner.take(ASSIGNMENT) !== null) {
      scanner.skipBlank()
      valueStart = scanner.pos
    } else scanner.skipToken()
  }
  return null
}
