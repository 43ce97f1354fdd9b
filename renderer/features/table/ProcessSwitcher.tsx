import { Combobox } from '@base-ui/react/combobox'
import { ChevronsUpDown } from 'lucide-react'
import { useMemo } from 'react'
import type { ProcessResult } from '../../../profiler-core/contract/index.ts'
import { processName } from '../../../profiler-core/report/processName.ts'
import { chooseProcess, useProcess, useProcesses } from '../../state/processes.ts'
import { formatSize } from '../../ui/format.ts'

interface Choice {
  /** `null`: all of them. */
  readonly pid: number | null
  readonly value: string
  /** What is searched. */
  readonly label: string
  readonly name: string
  readonly peakBytes: number | null
}

/** Whose numbers the table shows; nothing where the program was alone. */
export function ProcessSwitcher() {
  const processes = useProcesses()
  const process = useProcess()
  const choices = useMemo(() => choicesOf(processes), [processes])
  if (processes.length < 2) return null
  const words = process === null ? `All ${processes.length} processes` : `Process ${process.pid}`
  const meaning = process === null ? words : `${words}: ${processName(process)}`
  return (
    <Combobox.Root<Choice>
      items={choices}
      value={null}
      limit={200}
      autoHighlight
      onValueChange={(choice) => choice !== null && chooseProcess(choice.pid)}
    >
      <Combobox.Trigger
        className="function-switcher process-switcher small"
        aria-label={`Processes: ${meaning}`}
        title={`Whose numbers these are. ${meaning}`}
      >
        <span className="ellipsis">{words}</span>
        <ChevronsUpDown size={13} strokeWidth={1.75} aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4}>
          <Combobox.Popup className="function-list popup" aria-label="Processes of this run">
            <Combobox.Input className="input" placeholder="Find a process of this run" spellCheck={false} />
            <Combobox.Empty className="function-list-empty quiet small">
              No process of this run has that number or command.
            </Combobox.Empty>
            <Combobox.List className="function-list-rows">
              {(choice: Choice) => (
                <Combobox.Item key={choice.value} value={choice} className="process-list-row">
                  <span className="number small">{choice.pid ?? ''}</span>
                  <span className="ellipsis" title={choice.name}>
                    {choice.name}
                  </span>
                  <span className="number small">
                    {choice.peakBytes === null ? '' : `peak ${formatSize(choice.peakBytes)}`}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
            <p className="process-list-note quiet small">
              The heat and the numbers in the source stay those of all processes.
            </p>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}

function choicesOf(processes: readonly ProcessResult[]): Choice[] {
  const all = { pid: null, value: 'all', label: 'All processes', name: 'All processes', peakBytes: null }
  const each = processes.map((process) => {
    const { pid, peakBytes, command } = process
    return {
      pid,
      value: String(pid),
      label: `${pid} ${processName(process)} ${command}`,
      name: processName(process),
      peakBytes,
    }
  })
  return [all, ...each]
}
