import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import process from 'node:process'

/** The person that this process runs as, and what the system knows of others. */
export interface Person {
  readonly uid: number
  /** Whether nobody is in a group but the person and root, who may do everything anyway. */
  isOwnGroup(gid: number): boolean
  /** What a user is called; the number where there is no name. */
  nameOf(uid: number): string
}

/** Groups whose members may become root on macOS, which keeps its accounts elsewhere: `wheel` and `admin`. */
const MACOS_ADMINISTRATORS = [0, 80]

let known: Person | null | undefined

/** `null` on Windows, whose files have no owner and mode of this kind. */
export function thisPerson(): Person | null {
  known ??= process.geteuid === undefined ? null : personOf(process.geteuid())
  return known
}

function personOf(uid: number): Person {
  const users = entries('/etc/passwd').map(([name = '', , id = '', gid = '']) => ({
    name,
    id: +id,
    gid: +gid,
  }))
  const groups = entries('/etc/group').map(([, , gid = '', members = '']) => ({
    gid: +gid,
    members: members.split(',').filter((name) => name !== ''),
  }))
  const nameOf = (id: number) => users.find((user) => user.id === id)?.name ?? String(id)
  const own = new Set(['root', nameOf(uid), ownName()])
  return {
    uid,
    nameOf,
    isOwnGroup: (gid) => {
      if (process.platform === 'darwin' && MACOS_ADMINISTRATORS.includes(gid)) return true
      const same = groups.filter((group) => group.gid === gid)
      // Of a group that is kept elsewhere, in a directory service, the members are not known.
      if (same.length === 0) return false
      const members = [
        ...same.flatMap((group) => group.members),
        ...users.filter((user) => user.gid === gid).map((user) => user.name),
      ]
      return members.every((name) => own.has(name))
    },
  }
}

function ownName(): string {
  try {
    return userInfo().username
  } catch {
    return 'root' // no name is known for this user
  }
}

function entries(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(':') && !line.startsWith('#'))
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}
