import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react"

interface Props {
  /** What it is called; where a heading of its own says so, that one's ID instead. */
  label?: string
  labelledBy?: string
  className: string
  /** Called when it has closed, by Escape, by a click beside it, or by its form; whoever shows it then takes it away. */
  onClose: () => void
  children: ReactNode
}

/** A native dialog that is open as long as it is there; the focus goes into it, and then returns to where it was. */
export function Modal({ label, labelledBy, className, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    // It is closed before it is taken away, for example by the Back button: only so does the focus return.
    return () => dialog?.close()
  }, [])
  return (
    // What a click beside the box does, Escape does too.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <dialog
      ref={box}
      aria-label={label}
      aria-labelledby={labelledBy}
      className={`modal ${className}`}
      onClose={({ currentTarget }) => {
        if (currentTarget.isConnected && !currentTarget.open) onClose()
      }}
      onClick={closeBeside}
    >
      {children}
    </dialog>
  )
}

/** Only the ground behind the box is the dialog itself; all else is in something of its own. */
function closeBeside(event: MouseEvent<HTMLDialogElement>): void {
  if (event.target === event.currentTarget) event.currentTarget.close()
}
