import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { closeDialog } from '../state/dialogs.ts'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly footer?: ReactNode
  readonly className?: string
  readonly onClose?: () => void
  /** It may have to be scrolled, and has nothing else that takes the keys. */
  readonly isLong?: boolean
}

/** A window within the window. Esc and a click beside it close it; the focus goes back to where it was. */
export function Dialog({
  title,
  children,
  footer,
  className = '',
  onClose = closeDialog,
  isLong = false,
}: DialogProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Popup className={`dialog popup ${className}`}>
          <Base.Title className="dialog-title">{title}</Base.Title>
          {/* What may have to be scrolled must have the keys for it. */}
          <div className="dialog-body" tabIndex={isLong ? 0 : undefined}>
            {children}
          </div>
          {footer !== undefined && <div className="dialog-footer">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
