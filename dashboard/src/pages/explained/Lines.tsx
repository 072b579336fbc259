import type { ReactNode } from "react"

import type { Part } from "./formula.ts"

interface Props {
  parts: Part[]
  /** The name of an operand, which may lead to its own explanation. */
  operand: (name: string) => ReactNode
  /** The formula with its values; a sum has none. */
  values?: string
  result: string
}

/** The formula in words, then with its values. */
export function Lines({ parts, operand, values, result }: Props) {
  return (
    <div className="formula">
      <p>
        {parts.map(({ text, name }, place) => (
          <span key={place}>{name ? operand(name) : text}</span>
        ))}
      </p>
      <p>
        {values} = <strong>{result}</strong>
      </p>
    </div>
  )
}
