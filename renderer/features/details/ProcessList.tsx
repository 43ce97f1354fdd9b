import type { ProcessResult } from '../../../profiler-core/contract/index.ts'
import { processName } from '../../../profiler-core/report/processName.ts'
import { showView } from '../../state/layout.ts'
import { chooseProcess, useProcesses } from '../../state/processes.ts'
import { formatDuration, formatMib } from '../../ui/format.ts'

/** The watched processes of the shown run; nothing where the program was alone. */
export function ProcessList() {
  const processes = useProcesses()
  if (processes.length < 2) return null
  return (
    <section aria-label="Processes" className="details-processes">
      <h3 className="small">Processes</h3>
      <table>
        <thead>
          <tr className="small quiet">
            <th scope="col" className="on-right">
              Process
            </th>
            <th scope="col">Command</th>
            <th scope="col" className="on-right">
              Start
            </th>
            <th scope="col" className="on-right">
              End
            </th>
            <th scope="col" className="on-right">
              Peak MiB
            </th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <ProcessRow key={process.pid} process={process} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ProcessRow({ process }: { readonly process: ProcessResult }) {
  const { pid, command, startNs, endNs, peakBytes, functions } = process
  const name = processName(process)
  const show = () => {
    chooseProcess(pid)
    showView('table')
  }
  return (
    <tr>
      <td className="number on-right">
        {functions.length === 0 ? (
          pid
        ) : (
          <button type="button" className="details-link" title="Show its lines in the table" onClick={show}>
            {pid}
          </button>
        )}
      </td>
      <td className="selectable details-command">
        {name}
        {command !== '' && command !== name && <span className="code quiet small"> {command}</span>}
      </td>
      <td className="number on-right">{formatDuration(startNs)}</td>
      <td className="number on-right">{endNs === null ? 'with the run' : formatDuration(endNs)}</td>
      <td className="number on-right">{formatMib(peakBytes)}</td>
    </tr>
  )
}
