import type { TrendStep } from '../../../profiler-core/analysis/index.ts'

/** Looks for the steps of a series, by start, without keeping the page waiting. Returns how to give up. */
export function lookForSteps(
  values: readonly number[],
  onFound: (steps: readonly TrendStep[]) => void,
): () => void {
  const worker = new Worker(new URL('./stepsWorker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<readonly TrendStep[]>) => {
    worker.terminate()
    onFound(data)
  })
  worker.postMessage(values)
  return () => worker.terminate()
}
