import { create } from 'zustand'

/** What stands in the middle of the window. */
export type MainView = 'source' | 'comparison' | 'trends'

/** The source, unless something else was asked for; opening a file or a run brings it back. */
export const useMainView = create<{ main: MainView }>(() => ({ main: 'source' }))

export function showMain(main: MainView): void {
  useMainView.setState({ main })
}
