import { FolderOpen } from 'lucide-react'
import { api } from '../../api/index.ts'
import { chooseFolder } from '../../commands/actions.ts'
import { showKeys } from '../../commands/command.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import { Examples } from './Examples.tsx'
import { RecentProjects } from './RecentProjects.tsx'
import './welcome.css'

/** Before a project is open. */
export function Welcome() {
  const opening = useProject((state) => state.opening)
  return (
    <main className="welcome" aria-busy={opening !== null}>
      <div className="welcome-page">
        <header className="welcome-header">
          <h1>Mebi</h1>
          <p className="quiet">Shows which line of a Python program takes the memory.</p>
        </header>
        <div className="welcome-columns">
          <section aria-labelledby="recent-heading">
            <h2 id="recent-heading">Projects</h2>
            <div className="welcome-open">
              <button
                type="button"
                className="button primary"
                disabled={opening !== null}
                onClick={() => attempt(chooseFolder())}
              >
                <FolderOpen size={15} strokeWidth={1.75} aria-hidden />
                Open folder...
              </button>
              <span className="quiet small">
                {opening !== null ? (
                  <output>Opening {opening}</output>
                ) : (
                  <>
                    <span className="keys">{showKeys('Ctrl+O')}</span>
                    {api.host === 'desktop' && ' or drop a folder here'}
                  </>
                )}
              </span>
            </div>
            <RecentProjects />
          </section>
          <section aria-labelledby="examples-heading">
            <h2 id="examples-heading">Examples</h2>
            <Examples />
          </section>
        </div>
      </div>
    </main>
  )
}
