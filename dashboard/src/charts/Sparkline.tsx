import { linear, pathOf } from "./scales.ts"

const WIDTH = 120
const HEIGHT = 32

/** The course of a figure, small and without words: the figure itself stands beside it. */
export function Sparkline({ values }: { values: (number | null)[] }) {
  const known = values.filter((value) => value !== null)
  const range = [Math.min(0, ...known), Math.max(0, ...known) || 1] as const
  const x = linear([0, Math.max(values.length - 1, 1)], [1, WIDTH - 1])
  const y = linear(range, [HEIGHT - 2, 2])
  const path = pathOf(values.map((value, index) => [x(index), value === null ? null : y(value)] as const))
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
      <path d={path} />
    </svg>
  )
}
