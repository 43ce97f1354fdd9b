import { Play } from 'lucide-react'
import { useState } from 'react'
import type { Example } from '../../../profiler-core/contract/index.ts'
import { profileExample } from '../../commands/actions.ts'
import { notifyError } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'

/** The programs that Mebi brings along: one click runs one. */
export function Examples() {
  const examples = useProject((state) => state.examples)
  const [starting, setStarting] = useState<string | null>(null)
  const start = (example: Example) => {
    setStarting(example.file)
    profileExample(example)
      .catch(notifyError)
      .finally(() => setStarting(null))
  }
  return (
    <ul className="examples">
      {examples.map((example) => (
        <li key={example.file} className="example">
          <h3>{example.title}</h3>
          <p className="quiet">{example.sentence}</p>
          <button
            type="button"
            className="button"
            disabled={starting !== null}
            aria-label={`Profile it: ${example.title}`}
            onClick={() => start(example)}
          >
            <Play size={13} strokeWidth={2} aria-hidden />
            {starting === example.file ? 'Starting...' : 'Profile it'}
          </button>
        </li>
      ))}
    </ul>
  )
}
