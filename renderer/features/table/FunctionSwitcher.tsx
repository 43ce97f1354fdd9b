import { Combobox } from '@base-ui/react/combobox'
import { ChevronsUpDown } from 'lucide-react'
import { memo, useState } from 'react'
import { functionTotals } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { isOverlapped, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { tableFunctions } from '../../state/processes.ts'
import { useProject } from '../../state/project.ts'
import { formatDelta } from '../../ui/format.ts'
import { goToFunction } from './tableState.ts'

interface Choice {
  readonly value: string
  /** What is searched. */
  readonly label: string
  readonly file: string
  readonly growthBytes: number
  readonly watched: FunctionResult
}

interface Props {
  readonly name: string
  readonly file: string
}

/** Names the function of the table, and leads to every other of the run, hottest first. */
export const FunctionSwitcher = memo(function FunctionSwitcher({ name, file }: Props) {
  // Made when the list opens: while a program runs, the functions change ten times a second.
  const [choices, setChoices] = useState<readonly Choice[]>([])
  return (
    <Combobox.Root<Choice>
      items={choices}
      value={null}
      limit={200}
      autoHighlight
      onOpenChange={(open) => open && setChoices(choicesOf(tableFunctions()))}
      onValueChange={(choice) => choice !== null && goToFunction(choice.watched)}
    >
      <Combobox.Trigger
        className="function-switcher"
        aria-label={`Function: ${name}`}
        title={`${name}\n${file}`}
      >
        <span className="code ellipsis">{name}</span>
        <ChevronsUpDown size={13} strokeWidth={1.75} aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4}>
          <Combobox.Popup className="function-list popup" aria-label="Functions of this run">
            <Combobox.Input className="input" placeholder="Find a function of this run" spellCheck={false} />
            <Combobox.Empty className="function-list-empty quiet small">
              No function of this run is called that.
            </Combobox.Empty>
            <Combobox.List className="function-list-rows">
              {(choice: Choice) => (
                <Combobox.Item key={choice.value} value={choice} className="function-list-row">
                  <span className="code ellipsis" title={choice.label}>
                    {choice.label}
                  </span>
                  <span className="quiet small ellipsis">{choice.file}</span>
                  <span className="number small">
                    {formatDelta(choice.growthBytes)}
                    {overlapMark(isOverlapped(choice.watched))} MiB
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
})

function choicesOf(functions: readonly FunctionResult[]): Choice[] {
  const dir = useProject.getState().project?.dir ?? ''
  return functions
    .filter(({ calls }) => calls > 0)
    .map((watched) => ({
      value: `${watched.file}:${watched.firstLine}:${watched.name}`,
      label: watched.name,
      file: pathInProject(watched.file, dir),
      growthBytes: functionTotals(watched).netGrowthBytes,
      watched,
    }))
    .sort((a, b) => b.growthBytes - a.growthBytes)
}
