import * as fuzzysort from 'fuzzysort'
import type { FileOutline, OutlineItem } from '../../profiler-core/contract/index.ts'

/** A function or file that can be found. */
export interface Findable {
  readonly file: string
  /** Relative to the project. */
  readonly path: string
  /** `null`: the file itself. */
  readonly item: OutlineItem | null
  /** What is searched: the qualified name, or the path. */
  readonly name: string
}

export interface Found extends Findable {
  /** From 0 to 1, above 1 for what begins or ends just so. */
  readonly score: number
  /** Characters of `name` that were found. */
  readonly matched: readonly number[]
}

/** Files of one shard; small enough that searching one never costs a frame. */
const SHARD_FILES = 64
const LEAST_SCORE = 0.2

interface Shard {
  readonly entries: readonly Findable[]
  /** By name alone. Prepared when it is first searched. */
  byName: fuzzysort.SnapshotKey<Findable> | null
  /** By name and path together. */
  byBoth: fuzzysort.SnapshotKeys<Findable> | null
}

/**
 * All functions and files of a project, in shards: a change makes only the shards of its files anew, and a search can
 * stop between two of them.
 */
export class SearchIndex {
  readonly #shardOf = new Map<string, number>()
  #files: string[][] = []
  #shards: (Shard | null)[] = []
  #outlines: ReadonlyMap<string, FileOutline> = new Map()
  #projectDir = ''

  /** Takes in what there is now; outlines that are the same objects as before cost nothing. */
  update(projectDir: string, files: readonly string[], outlines: ReadonlyMap<string, FileOutline>): void {
    if (projectDir !== this.#projectDir) {
      this.#shardOf.clear()
      this.#files = []
      this.#shards = []
      this.#outlines = new Map()
      this.#projectDir = projectDir
    }
    this.#dropAllBut(files)
    for (const file of files) {
      const shard = this.#shardOf.get(file)
      if (shard === undefined) this.#add(file)
      else if (this.#outlines.get(file) !== outlines.get(file)) this.#shards[shard] = null
    }
    this.#outlines = outlines
  }

  /** How many shards there are to search. */
  get size(): number {
    return this.#shards.length
  }

  /** The best of one shard, unsorted. */
  search(shard: number, query: string, limit: number): Found[] {
    const words = query.trim().replaceAll(':', ' ')
    const { snapshots } = this
    if (words === '') return []
    // Of several words the last is the name.
    const wanted = words.slice(words.search(/\S+$/)).toLowerCase()
    if (/\s/.test(words)) {
      return fuzzysort
        .go(words, snapshots.byBoth(shard), {
          limit,
          threshold: LEAST_SCORE,
          scoreFn: ({ obj, score }) => score + bonus(obj, wanted),
        })
        .map(({ obj, score, 0: name }) => ({ ...obj, score, matched: [...(name?.indexes ?? [])] }))
    }
    return fuzzysort
      .go(words, snapshots.byName(shard), {
        limit,
        threshold: LEAST_SCORE,
        scoreFn: ({ obj, score }) => score + bonus(obj, wanted),
      })
      .map(({ obj, score, indexes }) => ({ ...obj, score, matched: [...indexes] }))
  }

  /** Makes a shard ready, so that the first search need not. */
  prepare(shard: number): void {
    this.snapshots.byName(shard)
  }

  private readonly snapshots = {
    byName: (index: number) => {
      const shard = this.#shard(index)
      shard.byName ??= fuzzysort.snapshot(shard.entries, { key: 'name' })
      return shard.byName
    },
    byBoth: (index: number) => {
      const shard = this.#shard(index)
      shard.byBoth ??= fuzzysort.snapshot(shard.entries, { keys: ['name', 'path'] })
      return shard.byBoth
    },
  }

  #shard(index: number): Shard {
    const known = this.#shards[index]
    if (known) return known
    const entries = (this.#files[index] ?? []).flatMap((file) => this.#entriesOf(file))
    const shard: Shard = { entries, byName: null, byBoth: null }
    this.#shards[index] = shard
    return shard
  }

  #entriesOf(file: string): Findable[] {
    const path = file.slice(this.#projectDir.replace(/[\\/]$/, '').length + 1)
    const functions = this.#outlines.get(file)?.items.filter(({ kind }) => kind === 'function') ?? []
    return [
      { file, path, item: null, name: path },
      ...functions.map((item) => ({ file, path, item, name: item.name })),
    ]
  }

  #add(file: string): void {
    let last = this.#files.at(-1)
    if (last === undefined || last.length >= SHARD_FILES) {
      last = []
      this.#files.push(last)
    }
    last.push(file)
    const index = this.#files.length - 1
    this.#shardOf.set(file, index)
    this.#shards[index] = null
  }

  #dropAllBut(files: readonly string[]): void {
    if (this.#shardOf.size === 0) return
    const listed = new Set(files)
    for (const [file, index] of this.#shardOf) {
      if (listed.has(file)) continue
      this.#shardOf.delete(file)
      this.#files[index] = this.#files[index]?.filter((each) => each !== file) ?? []
      this.#shards[index] = null
    }
  }
}

/** What a person means who types a name: that very name, then names that begin so. */
function bonus({ name, item }: Findable, wanted: string): number {
  const whole = name.toLowerCase()
  const own =
    item === null ? whole.slice(whole.lastIndexOf('/') + 1) : whole.slice(whole.lastIndexOf('.') + 1)
  if (own === wanted || own === `${wanted}.py`) return whole === own ? 0.5 : 0.45
  const begins = own.startsWith(wanted) ? 0.2 : 0
  // A function before a file that matches as well.
  return begins + (item === null ? 0 : 0.02)
}

/** Best first; of equals the shorter name, then by path. */
export function compareFound(a: Found, b: Found): number {
  return (
    b.score - a.score ||
    a.name.length - b.name.length ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.item?.firstLine ?? 0) - (b.item?.firstLine ?? 0))
  )
}
