import { type ReactNode, useId, useLayoutEffect, useRef } from "react"

interface Props {
  title: ReactNode
  /** Asked for by Escape, the button, or a click beside the dialog; whoever shows it then takes it away. */
  onClose: () => void
  className?: string
  children: ReactNode
}

/** A modal dialog, open while it is rendered. The focus goes into it, and back to where it was. */
export function Dialog({ title, onClose, className = "", children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useLayoutEffect(() => opened(dialog.current), [])
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={heading}
      onClose={({ currentTarget }) => {
        if (currentTarget.isConnected && !currentTarget.open) onClose()
      }}
    >
      <div className="dialog-frame">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" className="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        <div className="dialog-body" tabIndex={0} role="region" aria-labelledby={heading}>
          {children}
        </div>
      </div>
    </dialog>
  )
}

/** Opens it; when it is taken away, for example by the Back button, it is closed first, so that the focus returns. */
function opened(dialog: HTMLDialogElement | null): () => void {
  dialog?.showModal()
  dialog?.addEventListener("click", closeBeside)
  return () => {
    dialog?.removeEventListener("click", closeBeside)
    dialog?.close()
  }
}

/** The frame covers the dialog, so only a click on its backdrop has the dialog itself as target. */
function closeBeside({ target, currentTarget }: MouseEvent): void {
  if (target === currentTarget) (currentTarget as HTMLDialogElement).close()
}
