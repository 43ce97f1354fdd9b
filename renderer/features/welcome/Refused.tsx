import { REFUSED } from '../../api/index.ts'
import './welcome.css'

/** All that a page can say which is not let in. */
export function Refused() {
  return (
    <main className="welcome">
      <div className="welcome-page">
        <header className="welcome-header">
          <h1>Mebi</h1>
        </header>
        <div role="alert" className="selectable">
          <p>{REFUSED.message}</p>
          <p className="quiet">{REFUSED.hint}</p>
        </div>
      </div>
    </main>
  )
}
