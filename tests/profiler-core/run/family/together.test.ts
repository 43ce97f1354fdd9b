import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Footprint, memoryOf, together } from '../../../../profiler-core/run/family/together.ts'

/** Pages of processes as a model: each page is one byte, and belongs to one or more of them, and perhaps to others too. */
interface Page {
  readonly isMapped: boolean
  /** By whom it is held, of at most four. */
  readonly holders: readonly number[]
  /** By how many programs that have nothing to do with it. */
  readonly strangers: number
}

/** Forks share an image, and what is mapped from nowhere is shared among forks only, as the kernel has it. */
const IMAGES = ['a', 'a', 'a', 'b'] as const
const holders = (of: readonly number[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 })
const page: fc.Arbitrary<Page> = fc.oneof(
  fc.record({ isMapped: fc.constant(true), holders: holders([0, 1, 2, 3]), strangers: fc.nat(2) }),
  fc.record({ isMapped: fc.constant(false), holders: holders([0, 1, 2]), strangers: fc.constant(0) }),
  fc.record({ isMapped: fc.constant(false), holders: fc.constant([3]), strangers: fc.constant(0) }),
)
const pages = fc.array(page, { maxLength: 60 })

function processesOf(all: readonly Page[], counted: readonly boolean[]): Footprint[] {
  return IMAGES.map((image, index) => {
    const own = all.filter((each) => each.holders.includes(index))
    const sum = (of: readonly Page[], part: (page: Page) => number) =>
      of.reduce((total, each) => total + part(each), 0)
    const share = ({ holders: by, strangers }: Page) => 1 / (by.length + strangers)
    const isPrivate = ({ holders: by, strangers }: Page) => Number(by.length + strangers === 1)
    const [mapped, anonymous] = [
      own.filter(({ isMapped }) => isMapped),
      own.filter(({ isMapped }) => !isMapped),
    ]
    return {
      image,
      residentBytes: own.length,
      mappedBytes: mapped.length,
      counted: counted[index]
        ? {
            anonymousBytes: sum(anonymous, share),
            mappedBytes: sum(mapped, share),
            privateMappedBytes: sum(mapped, isPrivate),
            privateBytes: sum(own, isPrivate),
            ownAnonymousBytes: anonymous.length,
          }
        : null,
    }
  })
}

const ALL = [true, true, true, true]
const close = (value: number) => Math.round(value * 1e6) / 1e6

describe('memory of several processes together', () => {
  test('is never more than there is, and never less than the largest of them has, whoever was counted', () => {
    fc.assert(
      fc.property(pages, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (all, counted) => {
        const processes = processesOf(all, counted)
        const bytes = close(together(processes, 'rss'))
        expect(bytes).toBeLessThanOrEqual(all.length)
        for (const { residentBytes } of processes) expect(bytes).toBeGreaterThanOrEqual(residentBytes)
      }),
    )
  })

  test('is exact where all were counted and nothing is shared with other programs', () => {
    fc.assert(
      fc.property(pages, (all) => {
        const own = all.map((each) => ({ ...each, strangers: 0 }))
        expect(close(together(processesOf(own, ALL), 'rss'))).toBe(own.length)
        expect(close(together(processesOf(own, ALL), 'pss'))).toBe(own.length)
      }),
    )
  })

  test('pss: the sum of the parts; uss: what no other program has, and no two of them have mapped', () => {
    fc.assert(
      fc.property(pages, (all) => {
        const processes = processesOf(all, ALL)
        const parts = all.reduce(
          (sum, { holders: by, strangers }) => sum + by.length / (by.length + strangers),
          0,
        )
        expect(close(together(processes, 'pss'))).toBe(close(parts))
        const unique = all.filter(
          ({ isMapped, holders: by, strangers }) => !isMapped || by.length + strangers === 1,
        )
        expect(close(together(processes, 'uss'))).toBe(unique.length)
      }),
    )
  })

  test('of one process it is the memory of that process, in each measure', () => {
    fc.assert(
      fc.property(pages, (all) => {
        const alone = all.map((each) => ({ ...each, holders: [0] }))
        const [process] = processesOf(alone, ALL)
        for (const measure of ['rss', 'pss', 'uss'] as const) {
          expect(close(together([process!], measure))).toBe(close(memoryOf(process!, measure)))
        }
      }),
    )
  })

  test('what has grown since it was counted is its own; what was given back is not made up', () => {
    const fork = (residentBytes: number, anonymousBytes: number): Footprint => ({
      image: 'a',
      residentBytes,
      mappedBytes: 0,
      counted: {
        anonymousBytes,
        mappedBytes: 0,
        privateMappedBytes: 0,
        privateBytes: 0,
        ownAnonymousBytes: 500,
      },
    })
    // Two that share 500, counted as 250 each.
    expect(together([fork(500, 250), fork(500, 250)], 'rss')).toBe(500)
    expect(together([fork(530, 250), fork(520, 250)], 'rss')).toBe(550)
    expect(together([fork(500, 250), fork(400, 250)], 'rss')).toBe(500)
  })

  test('a fork that nobody was asked about adds nothing; another program adds all that it has for itself', () => {
    const process = (image: string | null, residentBytes: number, mappedBytes: number): Footprint => ({
      image,
      residentBytes,
      mappedBytes,
      counted: null,
    })
    expect(together([process('a', 500, 10), process('a', 500, 10)], 'rss')).toBe(500)
    expect(together([process('a', 500, 10), process('b', 60, 20)], 'rss')).toBe(490 + 40 + 20)
    expect(together([process(null, 500, 10), process(null, 60, 20)], 'rss')).toBe(510)
  })
})
