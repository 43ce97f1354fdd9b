import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { showMain, useMainView } from './mainView.ts'

export type PanelView =
  | 'table'
  | 'timeline'
  | 'peak'
  | 'callTree'
  | 'hotspots'
  | 'leaks'
  | 'hints'
  | 'output'
  | 'details'
export type Theme = 'system' | 'dark' | 'light'
export type Side = 'left' | 'right' | 'panel'

interface Layout {
  /** Sizes in pixels of what lies around the source. */
  readonly sizes: { readonly left: number; readonly right: number; readonly panel: number }
  readonly visible: { readonly left: boolean; readonly right: boolean; readonly panel: boolean }
  readonly view: PanelView
  readonly theme: Theme
  /** Columns of the table beside the classic ones. */
  readonly columns: { readonly peak: boolean; readonly time: boolean }
}

/** How the window is divided, kept from one start to the next. */
export const useLayout = create<Layout>()(
  persist(
    (): Layout => ({
      sizes: { left: 260, right: 300, panel: 280 },
      visible: { left: true, right: true, panel: true },
      view: 'table',
      theme: 'system',
      columns: { peak: true, time: false },
    }),
    { name: 'mebi.layout', version: 1 },
  ),
)

export function setSizes(sizes: Partial<Layout['sizes']>): void {
  useLayout.setState((layout) => ({ sizes: { ...layout.sizes, ...sizes } }))
}

export function toggle(side: Side): void {
  useLayout.setState(({ visible }) => ({ visible: { ...visible, [side]: !visible[side] } }))
}

/** Brings a view of the panel to the front. */
export function showView(view: PanelView): void {
  // It would hide the panel.
  if (useMainView.getState().main === 'comparison') showMain('source')
  useLayout.setState(({ visible }) => ({ view, visible: { ...visible, panel: true } }))
}

export function setTheme(theme: Theme): void {
  useLayout.setState({ theme })
}

export function toggleColumn(column: keyof Layout['columns']): void {
  useLayout.setState(({ columns }) => ({ columns: { ...columns, [column]: !columns[column] } }))
}
