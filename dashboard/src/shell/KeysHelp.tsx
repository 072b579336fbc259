import { KEYS } from "./keys.ts"
import { Modal } from "./Modal.tsx"

/** The keys, as a list. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal label="Keys" className="box keys" onClose={onClose}>
      <form method="dialog">
        <h2>Keys</h2>
        <dl>
          {KEYS.map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <button>Close</button>
      </form>
    </Modal>
  )
}
