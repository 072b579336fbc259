import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react"

interface Props {
  label: string
  className: string
  /** Called when it has closed, by Escape, by a click beside it, or by its form. */
  onClose: () => void
  children: ReactNode
}

/** A native dialog that is open as long as it is there; the focus then returns to where it was. */
export function Modal({ label, className, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    // What a click beside the box does, Escape does too.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <dialog
      ref={box}
      aria-label={label}
      className={className}
      onClose={(event) => !event.currentTarget.open && onClose()}
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
