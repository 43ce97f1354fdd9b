import { Allotment, LayoutPriority } from 'allotment'
import { setSizes, useLayout } from '../../state/layout.ts'
import { useMainView } from '../../state/mainView.ts'
import { ComparisonView } from '../compare/ComparisonView.tsx'
import { Explorer } from '../explorer/Explorer.tsx'
import { HistoryPane } from '../history/HistoryPane.tsx'
import { SourcePane } from '../source/SourcePane.tsx'
import { TrendsPane } from '../trends/TrendsPane.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Panel } from './Panel.tsx'
import { StatusBar } from './StatusBar.tsx'
import { Toolbar } from './Toolbar.tsx'
import './workbench.css'

/** A project at work: what can be profiled, the source, what was measured before, and one run in its views. */
export function Workbench() {
  return (
    <div className="workbench">
      <Toolbar />
      <div className="workbench-panes">
        <Columns />
      </div>
      <StatusBar />
    </div>
  )
}

function Columns() {
  const { left, right } = useLayout(({ visible }) => visible)
  const sizes = useLayout.getState().sizes
  return (
    <Allotment
      proportionalLayout={false}
      onDragEnd={([leftSize, , rightSize]) => {
        setSizes({ ...sized('left', leftSize), ...sized('right', rightSize) })
      }}
    >
      <Allotment.Pane minSize={180} maxSize={520} preferredSize={sizes.left} visible={left}>
        <nav className="pane" aria-label="Files" data-pane={left ? 'left' : undefined} hidden={!left}>
          <ErrorBoundary what="the files">
            <Explorer />
          </ErrorBoundary>
        </nav>
      </Allotment.Pane>
      <Allotment.Pane minSize={320} priority={LayoutPriority.High}>
        <Middle />
      </Allotment.Pane>
      <Allotment.Pane minSize={220} maxSize={560} preferredSize={sizes.right} visible={right}>
        <aside className="pane" aria-label="Runs" data-pane={right ? 'right' : undefined} hidden={!right}>
          <ErrorBoundary what="the runs">
            <HistoryPane />
          </ErrorBoundary>
        </aside>
      </Allotment.Pane>
    </Allotment>
  )
}

function Middle() {
  // The panel is about one run: a comparison of two has the room.
  const isComparison = useMainView(({ main }) => main === 'comparison')
  const panel = useLayout(({ visible }) => visible.panel) && !isComparison
  const sizes = useLayout.getState().sizes
  return (
    <Allotment vertical proportionalLayout={false} onDragEnd={([, size]) => setSizes(sized('panel', size))}>
      <Allotment.Pane minSize={140} priority={LayoutPriority.High}>
        <MainArea />
      </Allotment.Pane>
      <Allotment.Pane minSize={96} preferredSize={sizes.panel} visible={panel}>
        <section className="pane" aria-label="Run" data-pane={panel ? 'panel' : undefined} hidden={!panel}>
          <ErrorBoundary what="the run">
            <Panel />
          </ErrorBoundary>
        </section>
      </Allotment.Pane>
    </Allotment>
  )
}

/** The source, or what stands before it. The source stays there, scrolled as it was. */
function MainArea() {
  const main = useMainView((state) => state.main)
  return (
    <>
      <main className="pane source" aria-label="Source" hidden={main !== 'source'}>
        <ErrorBoundary what="the source">
          <SourcePane />
        </ErrorBoundary>
      </main>
      {main === 'comparison' && (
        <main className="pane source" aria-label="Comparison">
          <ErrorBoundary what="the comparison">
            <ComparisonView />
          </ErrorBoundary>
        </main>
      )}
      {main === 'trends' && (
        <main className="pane source" aria-label="Trends">
          <ErrorBoundary what="the trends">
            <TrendsPane />
          </ErrorBoundary>
        </main>
      )}
    </>
  )
}

/** A hidden pane has no size worth keeping. */
function sized<K extends string>(name: K, size: number | undefined): { [P in K]?: number } {
  return size === undefined || size < 40 ? {} : ({ [name]: Math.round(size) } as { [P in K]: number })
}
