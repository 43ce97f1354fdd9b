import type { Backend } from '../../../profiler-core/contract/index.ts'
import { setTrends } from '../../state/trends.ts'
import { formatCount } from '../../ui/format.ts'
import { Select } from './Select.tsx'
import type { Kind } from './samples.ts'

interface Props {
  readonly backend: Backend
  readonly backends: readonly Kind<Backend>[]
}

/** Which of the backends is shown; they measure different things and are never mixed. */
export function BackendSelect({ backend, backends }: Props) {
  return (
    <Select
      label="Backend"
      value={backend}
      options={backends.map(({ value, runs }) => ({ value, title: `${value} (${formatCount(runs)})` }))}
      onChange={(value) =>
        setTrends({ backend: backends.find((each) => each.value === value)?.value ?? null })
      }
    />
  )
}
