import { useEffect } from 'react'
import { create } from 'zustand'
import type { RunStory } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { errorText } from './notices.ts'

export type StoryPart = keyof RunStory

/** What is here of a run's story. */
interface KnownStory {
  readonly parts: Partial<RunStory>
  /** Why a part is not here, in a sentence. */
  readonly problems: Partial<Record<StoryPart, string>>
}

/** Runs whose stories stay at hand: parts of a big one are tens of megabytes. */
const RUNS = 4

/** Stories by number of their run, the latest asked for last. */
export const useStories = create<{ byRun: ReadonlyMap<number, KnownStory> }>(() => ({ byRun: new Map() }))

/** Parts that are on their way, as `NUMBER PART`. */
const asked = new Set<string>()

/** Some parts of a run's story. */
export interface Story<P extends StoryPart> {
  /** `null` while any of them is on its way, or could not be had. The same object as long as nothing changed. */
  readonly story: Pick<RunStory, P> | null
  /** Why not, in a sentence; `null` where nothing is wrong. */
  readonly problem: string | null
}

/**
 * Parts of the story of a run of the history, which are asked for once. `id`: `null` for a run that goes on or was not
 * saved, of which there is none.
 */
export function useStory<P extends StoryPart>(id: number | null, ...parts: readonly P[]): Story<P> {
  const known = useStories(({ byRun }) => (id === null ? undefined : byRun.get(id)))
  const wanted = parts.join(' ')
  useEffect(() => {
    if (id !== null) void loadStory(id, wanted.split(' ') as StoryPart[])
  }, [id, wanted])
  return {
    story: known !== undefined && hasParts(known.parts, parts) ? known.parts : null,
    problem: parts.map((part) => known?.problems[part]).find((problem) => problem !== undefined) ?? null,
  }
}

function hasParts<P extends StoryPart>(
  story: Partial<RunStory>,
  parts: readonly P[],
): story is Partial<RunStory> & Pick<RunStory, P> {
  return parts.every((part) => part in story)
}

/** Asks for those parts that are neither here nor on their way; what failed before is asked for again. Never rejects. */
export async function loadStory(id: number, parts: readonly StoryPart[]): Promise<void> {
  const here = useStories.getState().byRun.get(id)
  const missing = parts.filter(
    (part) => !(here !== undefined && part in here.parts) && !asked.has(`${id} ${part}`),
  )
  if (missing.length === 0) return
  for (const part of missing) asked.add(`${id} ${part}`)
  try {
    const story = await api.call('runs.story', { id, parts: missing })
    put(id, Object.fromEntries(missing.map((part) => [part, story[part]])), {})
  } catch (error) {
    put(id, {}, Object.fromEntries(missing.map((part) => [part, errorText(error)])))
  } finally {
    for (const part of missing) asked.delete(`${id} ${part}`)
  }
}

function put(id: number, parts: KnownStory['parts'], problems: KnownStory['problems']): void {
  useStories.setState(({ byRun }) => {
    const next = new Map(byRun)
    const known = next.get(id)
    next.delete(id)
    const stillMissing = Object.entries(known?.problems ?? {}).filter(([part]) => !(part in parts))
    next.set(id, {
      parts: { ...known?.parts, ...parts },
      problems: { ...Object.fromEntries(stillMissing), ...problems },
    })
    for (const old of [...next.keys()].slice(0, -RUNS)) next.delete(old)
    return { byRun: next }
  })
}
