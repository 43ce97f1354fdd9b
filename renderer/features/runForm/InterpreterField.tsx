import { useEffect, useState } from 'react'
import type { Interpreter } from '../../../profiler-core/contract/index.ts'
import { api } from '../../api/index.ts'
import { errorText } from '../../state/notices.ts'
import type { Draft } from './draft.ts'
import { Field } from './Field.tsx'
import type { RunForm } from './useRunForm.ts'

/** Stands for the project's interpreter, and for a path that is typed. */
const [PROJECT, TYPED] = ['', '\0typed']

/** Which Python runs the program: the project's, another that was found, or one by its path. */
export function InterpreterField({ form, draft }: { readonly form: RunForm; readonly draft: Draft }) {
  const { change, problems, context } = form
  const { found, problem } = useInterpreters(context.projectDir)
  const [typing, setTyping] = useState(false)
  const { python } = draft
  const isListed = python === null || found?.some(({ path }) => path === python) === true
  const isTyped = typing || (found !== null && !isListed)
  const choose = (value: string) => {
    setTyping(value === TYPED)
    change({ python: value === PROJECT ? null : value === TYPED ? (python ?? '') : value })
  }
  return (
    <Field label="Interpreter" problem={problems.python ?? problem ?? undefined}>
      {(ids) => (
        <>
          <select
            {...ids}
            aria-invalid={ids['aria-invalid'] && !isTyped}
            className="input"
            value={isTyped ? TYPED : (python ?? PROJECT)}
            onChange={({ target }) => choose(target.value)}
          >
            <option value={PROJECT}>{projectWords(found)}</option>
            {found?.map((each) => (
              <option key={each.path} value={each.path} disabled={each.problem !== null}>
                {words(each)}
              </option>
            ))}
            {found === null && python !== null && <option value={python}>{python}</option>}
            <option value={TYPED}>Another one, by its path...</option>
          </select>
          {isTyped && (
            <input
              className="input code"
              type="text"
              aria-describedby={ids['aria-describedby']}
              aria-invalid={ids['aria-invalid']}
              aria-label="Path of the interpreter"
              placeholder="/usr/bin/python3"
              spellCheck={false}
              // biome-ignore lint/a11y/noAutofocus: it is there because the person has just asked for it.
              autoFocus={typing}
              value={python ?? ''}
              onChange={({ target }) => change({ python: target.value })}
            />
          )}
        </>
      )}
    </Field>
  )
}

function words({ version, implementation, path, source, problem }: Interpreter): string {
  const name = implementation.toLowerCase() === 'cpython' ? 'Python' : implementation
  return `${name} ${version} (${source}) ${path}${problem === null ? '' : `: ${problem}`}`
}

function projectWords(found: readonly Interpreter[] | null): string {
  const best = found?.find(({ problem }) => problem === null)
  return best === undefined ? "The project's" : `The project's: Python ${best.version} (${best.source})`
}

function useInterpreters(dir: string) {
  const [found, setFound] = useState<readonly Interpreter[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    api
      .call('interpreters.list', { projectDir: dir })
      .then((interpreters) => wanted && setFound(interpreters))
      .catch((error: unknown) => wanted && setProblem(errorText(error)))
    return () => {
      wanted = false
    }
  }, [dir])
  return { found, problem }
}
