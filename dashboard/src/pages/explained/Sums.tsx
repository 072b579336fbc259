interface Props {
  /** What is added up, by what it is called; null where it has no sum. */
  sums: Record<string, number | null>
  shown: (sum: number) => string
}

/** Below the documents: what they add together. */
export function Sums({ sums, shown }: Props) {
  return (
    <dl className="sums">
      {Object.entries(sums).map(
        ([name, sum]) =>
          sum !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{shown(sum)}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
