import { Tabs } from '@base-ui/react/tabs'
import { ChevronDown } from 'lucide-react'
import { type PanelView, showView, toggle, useLayout } from '../../state/layout.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { DetailsView } from '../details/DetailsView.tsx'
import { OutputView } from '../output/OutputView.tsx'
import { TableView } from '../table/TableView.tsx'
import { TimelineView } from '../timeline/TimelineView.tsx'
import './panel.css'

const views: readonly { readonly id: PanelView; readonly title: string }[] = [
  { id: 'table', title: 'Table' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'output', title: 'Output' },
  { id: 'details', title: 'Details' },
]

/** One run, seen in different ways. */
export function Panel() {
  const view = useLayout((layout) => layout.view)
  return (
    <Tabs.Root className="panel" value={view} onValueChange={(value: PanelView) => showView(value)}>
      <div className="panel-tabs">
        <Tabs.List className="panel-list" aria-label="Views of the run">
          {views.map(({ id, title }, index) => (
            <Tabs.Tab key={id} className="panel-tab" value={id} title={`${title} (${index + 1})`}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <IconButton icon={ChevronDown} label="Hide the panel" keys="Ctrl+J" onClick={() => toggle('panel')} />
      </div>
      <Tabs.Panel className="panel-body" value="table">
        <TableView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="timeline">
        <TimelineView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="output">
        <OutputView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="details">
        <DetailsView />
      </Tabs.Panel>
    </Tabs.Root>
  )
}
