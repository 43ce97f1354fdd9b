import { findSteps } from '../../../profiler-core/analysis/trend.ts'

/** Runs beside the page: of ten thousand runs, looking for steps takes a moment in which nothing else would happen. */
self.addEventListener('message', ({ data }: MessageEvent<readonly number[]>) => {
  self.postMessage(findSteps(data))
})
