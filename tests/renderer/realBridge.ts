import {
  type AnyEvent,
  type Bridge,
  callNames,
  eventNames,
  type Json,
  type Result,
  toJson,
} from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'

/** What the preload script gives a page, straight over a real core: the stores are tested against what they use. */
export function realBridge(service: ProfilerService, initialProject: string | null = null): Bridge {
  const calls = Object.fromEntries(
    callNames.map((name) => [
      name,
      async (input: unknown) => toJson(await service.dispatch(name, structuredClone(input))),
    ]),
  )
  const notOffered = async (): Promise<Json<Result<never>>> =>
    toJson({
      ok: false,
      error: { code: 'not-offered', message: 'This host cannot do that.', hint: null },
    })
  return {
    calls: calls as unknown as Bridge['calls'],
    host: {
      'host.initialProject': async () => toJson({ ok: true, value: initialProject }),
      'host.pickFolder': notOffered,
      'host.saveText': notOffered,
      'host.reveal': notOffered,
      'host.openExternal': notOffered,
    },
    subscribe: (listener) => {
      const undo = eventNames.map((name) =>
        service.subscribe(name, (payload) => listener(toJson({ name, payload } as AnyEvent))),
      )
      return () => {
        for (const each of undo) each()
      }
    },
    pathOf: () => '',
  }
}
