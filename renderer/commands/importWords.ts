/** What came of a file: `Run 42 was imported from a.mebi.` `known`: how many of the runs were there already. */
export function importWords(name: string, ids: readonly number[], known: number): string {
  const [first] = ids
  if (ids.length === known) {
    return known === 1
      ? `The run of ${name} is here already, as run ${first}.`
      : `All ${known} runs of ${name} are here already.`
  }
  const added = ids.length - known
  const what = ids.length === 1 ? `Run ${first} was` : `${added} ${added === 1 ? 'run was' : 'runs were'}`
  const rest = known === 0 ? '' : ` ${known === 1 ? 'One more was' : `${known} more were`} here already.`
  return `${what} imported from ${name}.${rest}`
}
