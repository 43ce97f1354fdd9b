import { Menu } from '@base-ui/react/menu'
import { Check, ChevronDown } from 'lucide-react'
import { useEffect } from 'react'
import type { Interpreter } from '../../../profiler-core/contract/index.ts'
import {
  chooseInterpreter,
  loadInterpreters,
  usedInterpreter,
  useInterpreters,
} from '../../state/interpreters.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'

/** The interpreter that runs use, and the others that there are. Nothing is asked of one before the folder is trusted. */
export function InterpreterMenu() {
  const dir = useProject(({ project }) => project?.dir)
  const isTrusted = useProject(({ project }) => project?.trusted === true)
  const list = useInterpreters((state) => (state.dir === dir ? state.list : null))
  const problem = useInterpreters((state) => state.problem)
  useEffect(() => {
    if (dir !== undefined && isTrusted) attempt(loadInterpreters())
  }, [dir, isTrusted])
  if (!isTrusted) return null
  const used = usedInterpreter(list)
  const words = used !== null ? shortName(used) : list === null ? 'Python' : 'No Python found'
  return (
    <Menu.Root onOpenChange={(open) => open && attempt(loadInterpreters())}>
      <Menu.Trigger
        className="button plain toolbar-choice"
        aria-label={`Interpreter: ${words}`}
        title={used?.path ?? problem ?? 'Interpreter'}
      >
        <span className="ellipsis">{words}</span>
        <ChevronDown size={13} strokeWidth={1.75} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end">
          <Menu.Popup className="menu popup interpreter-menu">
            {list === null && (
              <div className="interpreter-none quiet small">{problem ?? 'Looking for interpreters'}</div>
            )}
            {list?.length === 0 && (
              <div className="interpreter-none small">No Python was found. Install CPython 3.8 or newer.</div>
            )}
            <Menu.RadioGroup
              value={used?.path ?? ''}
              onValueChange={(path: string) => attempt(chooseInterpreter(path))}
            >
              {list?.map((each) => (
                <InterpreterItem key={each.path} interpreter={each} />
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-separator" />
            <Menu.Item className="menu-item" onClick={() => attempt(chooseInterpreter(null))}>
              Let Mebi choose
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function InterpreterItem({ interpreter }: { readonly interpreter: Interpreter }) {
  const { path, problem } = interpreter
  return (
    <Menu.RadioItem
      className="menu-item interpreter-item"
      value={path}
      disabled={problem !== null}
      closeOnClick
    >
      <Menu.RadioItemIndicator className="interpreter-check" keepMounted>
        <Check size={14} strokeWidth={2} aria-hidden />
      </Menu.RadioItemIndicator>
      <span>{nameOf(interpreter)}</span>
      <span className="quiet small interpreter-path">{problem ?? path}</span>
    </Menu.RadioItem>
  )
}

function nameOf({ version, source }: Interpreter): string {
  return `Python ${version}, ${source}`
}

/** `Python 3.12 .venv`: the version's first two numbers, and the environment by its folder. */
function shortName({ version, path }: Interpreter): string {
  const short = version.split('.').slice(0, 2).join('.')
  const environment = /([^\\/]+)[\\/](?:bin|Scripts)[\\/][^\\/]+$/.exec(path)?.[1]
  const isSystem = environment === undefined || environment === 'usr' || environment === 'local'
  return `Python ${short}${isSystem || environment.startsWith(short) ? '' : ` ${environment}`}`
}
