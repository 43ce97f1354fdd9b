import { readdirSync } from 'node:fs'

/** The names of the tables of watched child processes in a run folder, with their process ids. */
export function childTables(folder: string): { name: string; pid: number }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.flatMap((name) => {
    const pid = /^table-(\d+)\.bin$/.exec(name)?.[1]
    return pid === undefined ? [] : [{ name, pid: Number(pid) }]
  })
}
