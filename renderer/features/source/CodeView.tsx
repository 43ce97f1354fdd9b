import { useEffect, useRef, useState } from 'react'
import { errorText } from '../../state/notices.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import './heatStyles.ts'

/** The editor, loaded when it is first needed. It follows the stores by itself. */
export function CodeView() {
  const container = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'there' | Error>('loading')
  useEffect(() => {
    let unmount: (() => void) | null = null
    let isGone = false
    const load = async () => {
      const { mountSource } = await import('./editor/mountSource.ts')
      if (isGone || container.current === null) return
      unmount = mountSource(container.current)
      setState('there')
    }
    load().catch((error: unknown) => setState(error instanceof Error ? error : new Error(errorText(error))))
    return () => {
      isGone = true
      unmount?.()
    }
  }, [])
  if (state instanceof Error) return <Failed error={state} />
  return (
    <div className="code-view">
      {state === 'loading' && <Skeleton rows={12} />}
      <div className="code-container monaco-component" ref={container} />
    </div>
  )
}

function Failed({ error }: { readonly error: Error }) {
  return (
    <div role="alert">
      <Empty
        action={
          <button type="button" className="button" onClick={() => window.location.reload()}>
            Load the page again
          </button>
        }
      >
        The editor could not be loaded: {error.message}
      </Empty>
    </div>
  )
}
