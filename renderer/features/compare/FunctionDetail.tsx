import { Tabs } from '@base-ui/react/tabs'
import type { FunctionComparison, RunComparison } from '../../../profiler-core/contract/index.ts'
import { type DetailView, useComparison, useComparisonSettings } from '../../state/comparison.ts'
import { functionKey } from '../../state/functionKey.ts'
import { Skeleton } from '../../ui/Empty.tsx'
import { LineTable } from './LineTable.tsx'
import { SourceDiff } from './SourceDiff.tsx'
import { Timelines } from './Timelines.tsx'
import '../shell/panel.css'

const views: readonly { readonly id: DetailView; readonly title: string }[] = [
  { id: 'lines', title: 'Lines' },
  { id: 'source', title: 'Source' },
  { id: 'timelines', title: 'Timelines' },
]

/** One function in both runs: its lines, its source, and when it ran. */
export function FunctionDetail(props: {
  readonly comparison: RunComparison
  readonly chosen: FunctionComparison
}) {
  const { comparison, chosen } = props
  const view = useComparisonSettings((settings) => settings.view)
  const sources = useComparison((state) => state.sources)
  const name = (chosen.now ?? chosen.base)?.name ?? ''
  return (
    <Tabs.Root
      className="panel comparison-detail"
      value={view}
      onValueChange={(value: DetailView) => useComparisonSettings.setState({ view: value })}
    >
      <div className="panel-tabs">
        <Tabs.List className="panel-list" aria-label={`Views of ${name}`}>
          {views.map(({ id, title }) => (
            <Tabs.Tab key={id} className="panel-tab" value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <h3 className="code comparison-detail-name ellipsis" title={name}>
          {name}
        </h3>
      </div>
      <Tabs.Panel className="panel-body" value="lines">
        <LineTable key={functionKey(chosen)} chosen={chosen} sources={sources} />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="source">
        {sources === null ? (
          <Skeleton />
        ) : (
          <SourceDiff comparison={comparison} chosen={chosen} sources={sources} />
        )}
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="timelines">
        <Timelines comparison={comparison} chosen={chosen} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}
