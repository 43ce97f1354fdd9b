import { expect, test } from 'vitest'
import { StoredRun, togetherBytes } from '../../../profiler-core/contract/index.ts'
import { sampleRun } from '../store/sample.ts'

test('a run that an earlier version has written is that of its first process, and its timeline is not added up', () => {
  const { detail, timeline, story, ...rest } = sampleRun('a')
  const { firstProcessPeakBytes: _, peakProcess: __, ...oldDetail } = detail
  const { together: ___, ...oldTimeline } = timeline
  const { processes: ____, ...oldPeak } = story.peak!
  const read = StoredRun.parse({
    ...rest,
    detail: oldDetail,
    timeline: oldTimeline,
    story: { ...story, peak: oldPeak },
  })
  expect(read.detail).toMatchObject({ firstProcessPeakBytes: null, peakProcess: null })
  expect(read.timeline.childrenBytes).toEqual(timeline.childrenBytes)
  expect(togetherBytes(read.timeline)).toEqual(timeline.bytes)
  expect(read.story.peak?.processes).toEqual([])
})
