import { Component, type ReactNode } from 'react'

interface Props {
  /** What fails, as it is called in the sentence. */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a fault in one part of the window from blanking the rest. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div className="empty" role="alert">
        <p>Something in Mebi went wrong while drawing {this.props.what}. Your runs are safe.</p>
        <button type="button" className="button" onClick={() => this.setState({ error: null })}>
          Try again
        </button>
        <details className="selectable">
          <summary>Details</summary>
          <pre className="code small">{error.stack ?? error.message}</pre>
        </details>
      </div>
    )
  }
}
