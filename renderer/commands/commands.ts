import { openDialog, type RunSubject } from '../state/dialogs.ts'
import { useExplorer } from '../state/explorer.ts'
import { setTheme, showView, toggle, toggleColumn } from '../state/layout.ts'
import { useMainView } from '../state/mainView.ts'
import { attempt } from '../state/notices.ts'
import { listFiles, useProject } from '../state/project.ts'
import { useRuns } from '../state/runs.ts'
import { openTrends } from '../state/trends.ts'
import { focusSource, leaveRun, useView } from '../state/view.ts'
import {
  chooseFolder,
  fileSubject,
  functionSubject,
  leaveProject,
  profile,
  projectSubject,
  runAgain,
  stopShown,
} from './actions.ts'
import type { Command } from './command.ts'
import {
  compareShown,
  compareWithBaseline,
  compareWithPrevious,
  hasBaseline,
  hasPrevious,
  isShownKept,
} from './comparing.ts'
import { exportShown, saveShownReport } from './exportRuns.ts'
import { stepHotLine } from './hotLines.ts'
import { findHotspots } from './hotspots.ts'
import { chooseRunFiles } from './importRuns.ts'
import { copyNotebookLine } from './notebookLine.ts'

const hasProject = () => useProject.getState().project !== null
const hasFile = () => useView.getState().file !== null
const isRunning = () => useRuns.getState().running.length > 0
const hasRun = () => useView.getState().shown !== null

/** Puts the focus into a part of the window, which names itself by `data-focus`. */
function focusPart(name: string): void {
  document.querySelector<HTMLElement>(`[data-focus="${name}"]`)?.focus()
}

function showAndFocus(side: 'left' | 'right', name: string): void {
  toggleOn(side)
  // The pane appears with the next frame.
  requestAnimationFrame(() => focusPart(name))
}

function toggleOn(side: 'left' | 'right' | 'panel'): void {
  if (document.querySelector(`[data-pane="${side}"]`) === null) toggle(side)
}

/** What the focus is on in the files, if it is there. */
function focusedSubject(): RunSubject | null {
  const isThere = document.activeElement?.closest('[data-pane="left"] [role="tree"]') instanceof Element
  return isThere ? useExplorer.getState().activeSubject : null
}

function profileOpenFunction(ask: boolean): void {
  const focused = focusedSubject()
  if (focused !== null) {
    attempt(profile(focused, { ask }))
    return
  }
  const { file, functionName } = useView.getState()
  if (file === null) return
  const subject =
    functionName === null || functionName === '<module>'
      ? fileSubject(file)
      : functionSubject(file, functionName)
  attempt(profile(subject, { ask }))
}

/** Everything that can be done from the keyboard, the palette and the menu: the only list of it. */
export const commands: readonly Command[] = [
  { id: 'run', title: 'Run again', keys: 'F5', run: () => attempt(runAgain()), enabled: hasProject },
  {
    id: 'stop',
    title: 'Stop the run',
    keys: 'Shift+F5',
    run: () => attempt(stopShown()),
    enabled: isRunning,
  },
  {
    id: 'profileFunction',
    title: 'Profile this function',
    keys: 'Ctrl+Enter',
    run: () => profileOpenFunction(false),
    enabled: () => hasFile() || focusedSubject() !== null,
  },
  {
    id: 'profileWith',
    title: 'Profile this function with other settings...',
    keys: 'Ctrl+Shift+Enter',
    run: () => profileOpenFunction(true),
    enabled: () => hasFile() || focusedSubject() !== null,
  },
  {
    id: 'profileProject',
    title: 'Profile every function of the project...',
    run: () => attempt(profile(projectSubject(), { ask: true })),
    enabled: hasProject,
  },
  { id: 'openFolder', title: 'Open folder...', keys: 'Ctrl+O', run: () => attempt(chooseFolder()) },
  { id: 'closeProject', title: 'Close the project', run: leaveProject, enabled: hasProject },
  {
    id: 'findHotspots',
    title: 'Find hotspots: rank every function',
    run: () => attempt(findHotspots()),
    enabled: hasProject,
  },
  {
    id: 'compareWithPrevious',
    title: 'Compare with the previous run of the same target',
    keys: 'Ctrl+Shift+D',
    run: () => attempt(compareWithPrevious()),
    enabled: hasPrevious,
  },
  {
    id: 'compareWithBaseline',
    title: 'Compare with the baseline',
    run: () => attempt(compareWithBaseline()),
    enabled: hasBaseline,
  },
  { id: 'compareWith', title: 'Compare with...', run: compareShown, enabled: isShownKept },
  {
    id: 'exportRun',
    title: 'Export the run as a .mebi file...',
    run: () => attempt(exportShown()),
    enabled: isShownKept,
  },
  {
    id: 'saveReport',
    title: 'Save the run as HTML...',
    run: () => attempt(saveShownReport()),
    enabled: isShownKept,
  },
  { id: 'importRuns', title: 'Import runs...', run: chooseRunFiles, enabled: hasProject },
  {
    id: 'copyNotebookLine',
    title: 'Copy the line that loads Mebi in a notebook',
    run: () => attempt(copyNotebookLine()),
  },
  {
    id: 'cleanUp',
    title: 'Clean up the history...',
    run: () => openDialog({ kind: 'cleanUp' }),
    enabled: hasProject,
  },
  {
    id: 'trends',
    title: 'Trends: peak and growth over all runs',
    keys: 'Ctrl+Shift+L',
    run: () => {
      openTrends()
      requestAnimationFrame(() => focusPart('trends'))
    },
    enabled: hasProject,
  },
  {
    id: 'quickOpen',
    title: 'Go to function or file...',
    keys: 'Ctrl+P',
    run: () => openDialog({ kind: 'palette', mode: 'functions' }),
    enabled: hasProject,
  },
  {
    id: 'openPalette',
    title: 'All commands',
    keys: 'Ctrl+Shift+P',
    run: () => openDialog({ kind: 'palette', mode: 'commands' }),
  },
  { id: 'nextHotLine', title: 'Next hot line', keys: 'F8', run: () => stepHotLine(1), enabled: hasRun },
  {
    id: 'previousHotLine',
    title: 'Previous hot line',
    keys: 'Shift+F8',
    run: () => stepHotLine(-1),
    enabled: hasRun,
  },
  { id: 'viewTable', title: 'Show the table', keys: '1', run: () => showView('table'), enabled: hasProject },
  {
    id: 'viewTimeline',
    title: 'Show the timeline',
    keys: '2',
    run: () => showView('timeline'),
    enabled: hasProject,
  },
  {
    id: 'viewPeak',
    title: 'Show who held the memory at the peak',
    keys: '3',
    run: () => showView('peak'),
    enabled: hasProject,
  },
  {
    id: 'viewCallTree',
    title: 'Show the call tree',
    keys: '4',
    run: () => showView('callTree'),
    enabled: hasProject,
  },
  {
    id: 'viewHotspots',
    title: 'Show the hotspots',
    keys: '5',
    run: () => showView('hotspots'),
    enabled: hasProject,
  },
  { id: 'viewLeaks', title: 'Show the leaks', keys: '6', run: () => showView('leaks'), enabled: hasProject },
  { id: 'viewHints', title: 'Show the hints', keys: '7', run: () => showView('hints'), enabled: hasProject },
  {
    id: 'viewOutput',
    title: 'Show the output',
    keys: '8',
    run: () => showView('output'),
    enabled: hasProject,
  },
  {
    id: 'viewDetails',
    title: 'Show the details of the run',
    keys: '9',
    run: () => showView('details'),
    enabled: hasProject,
  },
  { id: 'toggleLeft', title: 'Files: show or hide', keys: 'Ctrl+B', run: () => toggle('left') },
  {
    id: 'togglePanel',
    title: 'Panel: show or hide',
    keys: 'Ctrl+J',
    run: () => toggle('panel'),
    // A comparison has the room of the panel.
    enabled: () => useMainView.getState().main !== 'comparison',
  },
  { id: 'toggleRight', title: 'Runs: show or hide', keys: 'Ctrl+Alt+B', run: () => toggle('right') },
  {
    id: 'focusFiles',
    title: 'Go to the files',
    keys: 'Ctrl+Shift+E',
    run: () => showAndFocus('left', 'files'),
    enabled: hasProject,
  },
  {
    id: 'focusSource',
    title: 'Go to the source',
    keys: 'Ctrl+1',
    run: focusSource,
    enabled: hasFile,
  },
  {
    id: 'focusRuns',
    title: 'Go to the runs',
    keys: 'Ctrl+Shift+H',
    run: () => showAndFocus('right', 'runs'),
    enabled: hasProject,
  },
  { id: 'leaveRun', title: 'Show the file without a run', run: leaveRun, enabled: hasRun },
  { id: 'refresh', title: 'Read the files again', run: () => attempt(listFiles()), enabled: hasProject },
  { id: 'columnPeak', title: 'Table: column Peak', run: () => toggleColumn('peak') },
  { id: 'columnTime', title: 'Table: columns Time and Per hit', run: () => toggleColumn('time') },
  { id: 'themeSystem', title: 'Theme: as the system', run: () => setTheme('system') },
  { id: 'themeDark', title: 'Theme: dark', run: () => setTheme('dark') },
  { id: 'themeLight', title: 'Theme: light', run: () => setTheme('light') },
  { id: 'keys', title: 'Keyboard shortcuts', keys: 'F1', run: () => openDialog({ kind: 'keys' }) },
]

export function runCommand(id: string): void {
  const command = commands.find((each) => each.id === id)
  if (command !== undefined && (command.enabled?.() ?? true)) command.run()
}

export function keysOf(id: string): string | undefined {
  return commands.find((each) => each.id === id)?.keys
}
