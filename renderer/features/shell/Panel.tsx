import { Tabs } from '@base-ui/react/tabs'
import { ChevronDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { loadHints, useHints } from '../../state/hints.ts'
import { type PanelView, showView, toggle, useLayout } from '../../state/layout.ts'
import { useView } from '../../state/view.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CallTreeView } from '../callTree/CallTreeView.tsx'
import { DetailsView } from '../details/DetailsView.tsx'
import { HintsView } from '../hints/HintsView.tsx'
import { HotspotsView } from '../hotspots/HotspotsView.tsx'
import { LeaksView } from '../leaks/LeaksView.tsx'
import { OutputView } from '../output/OutputView.tsx'
import { PeakView } from '../peak/PeakView.tsx'
import { TableView } from '../table/TableView.tsx'
import { TimelineView } from '../timeline/TimelineView.tsx'
import './panel.css'

const views: readonly { readonly id: PanelView; readonly title: string }[] = [
  { id: 'table', title: 'Table' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'peak', title: 'Peak' },
  { id: 'callTree', title: 'Call tree' },
  { id: 'hotspots', title: 'Hotspots' },
  { id: 'leaks', title: 'Leaks' },
  { id: 'hints', title: 'Hints' },
  { id: 'output', title: 'Output' },
  { id: 'details', title: 'Details' },
]

/** One run, seen in different ways. */
export function Panel() {
  const view = useLayout((layout) => layout.view)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const tabs = list.current
    if (tabs === null) return
    // In a narrow panel not all tabs are in sight.
    const observer = new ResizeObserver(() => {
      const tab = tabs.clientWidth > 0 ? tabs.querySelector(`[data-view="${view}"]`) : null
      tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
    observer.observe(tabs)
    return () => observer.disconnect()
  }, [view])
  return (
    <Tabs.Root className="panel" value={view} onValueChange={(value: PanelView) => showView(value)}>
      <div className="panel-tabs">
        <Tabs.List ref={list} className="panel-list" aria-label="Views of the run">
          {views.map(({ id, title }, index) => (
            <Tabs.Tab
              key={id}
              className="panel-tab"
              value={id}
              data-view={id}
              title={`${title} (${index + 1})`}
            >
              {title}
              {id === 'hints' && <HintCount />}
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
      <Tabs.Panel className="panel-body" value="peak">
        <PeakView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="callTree">
        <CallTreeView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="hotspots">
        <HotspotsView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="leaks">
        <LeaksView />
      </Tabs.Panel>
      <Tabs.Panel className="panel-body" value="hints">
        <HintsView />
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

/** How many things there are to try in the shown run. */
function HintCount() {
  const shown = useView((view) => view.shown)
  const id = shown?.kind === 'past' ? shown.run.id : null
  const count = useHints((known) =>
    known.id === id ? (known.hints?.filter(({ dismissed }) => !dismissed).length ?? 0) : 0,
  )
  useEffect(() => {
    if (id !== null) void loadHints(id)
  }, [id])
  return count === 0 ? null : <span className="panel-count number"> {count}</span>
}
