import { type ReactNode, useId } from "react"

import { Modal } from "./Modal.tsx"

interface Props {
  title: ReactNode
  /** Asked for by Escape, the button, or a click beside the dialog; whoever shows it then takes it away. */
  onClose: () => void
  className?: string
  children: ReactNode
}

/** A modal with a heading, a button that closes it, and a body that scrolls. */
export function Dialog({ title, onClose, className = "", children }: Props) {
  const heading = useId()
  return (
    <Modal labelledBy={heading} className={`dialog ${className}`} onClose={onClose}>
      <div className="dialog-frame">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" className="quiet" aria-label="Close" onClick={({ currentTarget }) => currentTarget.closest("dialog")?.close()}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        <div className="dialog-body" tabIndex={0} role="region" aria-labelledby={heading}>
          {children}
        </div>
      </div>
    </Modal>
  )
}
