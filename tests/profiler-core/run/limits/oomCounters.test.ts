import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OomCounters } from '../../../../profiler-core/run/limits/oomCounters.ts'
import { temporaryFolder } from '../../targets/python/support.ts'

const GIB = 2 ** 30
const NO_LIMIT_V1 = '9223372036854771712'

/** A root folder with files in it. */
class Root {
  readonly path: string
  constructor(path: string) {
    this.path = path
  }
  static async with(files: Record<string, string>): Promise<Root> {
    const root = new Root(await temporaryFolder())
    await root.write(files)
    return root
  }
  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, name)), { recursive: true })
      await writeFile(join(this.path, name), `${text}\n`)
    }
  }
}

const vmstat = (kills: number) => ({
  'proc/vmstat': `pgfault 9\noom_kill ${kills}\nunevictable_pgs_culled 0`,
})

// The words of version 1 as Linux 6.18 wrote them when it killed in a cgroup of 200 MiB.
const v1Mounts = [
  '22 27 0:21 / /proc rw,relatime - proc proc rw',
  '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
].join('\n')
const v1Own = '5:devices:/\n4:memory:/box/job\n3:cpuset:/\n0::/'
const v1 = (folder: string, kills: number, failcnt: number, limit: string) => ({
  [`sys/fs/cgroup/memory/${folder}/memory.oom_control`]: `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}`,
  [`sys/fs/cgroup/memory/${folder}/memory.failcnt`]: String(failcnt),
  [`sys/fs/cgroup/memory/${folder}/memory.limit_in_bytes`]: limit,
})

// Version 2 after the kernel's own description (Documentation/admin-guide/cgroup-v2.rst).
const v2Mounts = '30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot'
const v2 = (folder: string, oom: number, kills: number, limit: string) => ({
  [`sys/fs/cgroup/${folder}/memory.events`]: `low 0\nhigh 0\nmax ${oom * 12}\noom ${oom}\noom_kill ${kills}\noom_group_kill 0`,
  [`sys/fs/cgroup/${folder}/memory.max`]: limit,
})

const first = async (files: Record<string, string>) =>
  Root.with({ 'proc/7/cgroup': v1Own, 'proc/self/mountinfo': v1Mounts, ...vmstat(3), ...files })
const second = async (files: Record<string, string>, own = '0::/box/job') =>
  Root.with({ 'proc/7/cgroup': own, 'proc/self/mountinfo': v2Mounts, ...vmstat(3), ...files })

const NONE = { scarce: null, kills: 0, limitBytes: null, ofMachine: false }

describe('cgroups of version 1', () => {
  test('a limit that was met', async () => {
    const root = await first({ ...v1('box/job', 0, 0, '209715200'), ...v1('box', 0, 0, NO_LIMIT_V1) })
    const counters = new OomCounters(7, root.path)
    expect(counters.evidence()).toEqual(NONE)
    await root.write({ ...v1('box/job', 1, 36, '209715200'), ...vmstat(4) })
    expect(counters.evidence()).toEqual({ ...NONE, scarce: 'cgroup', kills: 1, limitBytes: 209_715_200 })
  })

  test('the limit of a cgroup around it', async () => {
    const root = await first({ ...v1('box/job', 0, 0, NO_LIMIT_V1), ...v1('box', 2, 5, String(GIB)) })
    const counters = new OomCounters(7, root.path)
    await root.write({ ...v1('box/job', 1, 0, NO_LIMIT_V1), ...v1('box', 2, 9, String(GIB)) })
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', kills: 1, limitBytes: GIB })
  })

  test('no limit met: the machine had no memory left', async () => {
    const root = await first({ ...v1('box/job', 0, 7, String(GIB)), ...v1('box', 0, 0, NO_LIMIT_V1) })
    const counters = new OomCounters(7, root.path)
    await root.write({ ...v1('box/job', 2, 7, String(GIB)), ...vmstat(5) })
    expect(counters.evidence()).toEqual({ ...NONE, scarce: 'machine', kills: 2 })
  })

  test('a process that is ending is said to be in the root', async () => {
    const root = await first({ ...v1('box/job', 0, 0, String(GIB)), ...v1('.', 0, 0, NO_LIMIT_V1) })
    const counters = new OomCounters(7, root.path)
    await root.write({ ...v1('box/job', 1, 9, String(GIB)), 'proc/7/cgroup': '4:memory:/\n0::/' })
    counters.look()
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', kills: 1, limitBytes: GIB })
  })

  test('a process elsewhere on the machine was killed', async () => {
    const root = await first(v1('box/job', 1, 7, String(GIB)))
    const counters = new OomCounters(7, root.path)
    await root.write(vmstat(4))
    expect(counters.evidence()).toEqual(NONE)
  })
})

describe('cgroups of version 2', () => {
  test('the innermost limit that was met, though those around it count it too', async () => {
    const root = await second({ ...v2('box/job', 0, 1, String(GIB)), ...v2('box', 1, 2, String(8 * GIB)) })
    const counters = new OomCounters(7, root.path)
    await root.write({ ...v2('box/job', 1, 2, String(GIB)), ...v2('box', 2, 3, String(8 * GIB)) })
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', kills: 1, limitBytes: GIB })
  })

  test('a kill that no limit asked for', async () => {
    const root = await second({ ...v2('box/job', 0, 0, String(GIB)), ...v2('box', 0, 0, 'max') })
    const counters = new OomCounters(7, root.path)
    await root.write({ ...v2('box/job', 0, 1, String(GIB)), ...v2('box', 0, 1, 'max') })
    expect(counters.evidence()).toMatchObject({ scarce: 'machine', kills: 1, limitBytes: null })
  })

  test('within a container, which sees itself as the root', async () => {
    const root = await second(v2('.', 0, 0, String(GIB)), '0::/')
    const counters = new OomCounters(7, root.path)
    await root.write(v2('.', 1, 1, String(GIB)))
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', limitBytes: GIB })
  })

  test('a part of the hierarchy is mounted, at a place with a blank', async () => {
    const mount = String.raw`30 24 0:26 /box /mnt/my\040groups rw - cgroup2 cgroup2 rw`
    const root = await second({ 'proc/self/mountinfo': mount })
    const files = (kills: number) => ({
      'mnt/my groups/job/memory.events': `oom ${kills}\noom_kill ${kills}`,
      'mnt/my groups/job/memory.max': '1000000',
    })
    await root.write(files(0))
    const counters = new OomCounters(7, root.path)
    await root.write(files(1))
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', limitBytes: 1_000_000 })
  })

  test('a program that was moved is followed, what was counted there before is not its own', async () => {
    const root = await second({ ...v2('box/job', 0, 0, 'max'), ...v2('other', 9, 9, String(GIB)) })
    const counters = new OomCounters(7, root.path)
    await root.write({ 'proc/7/cgroup': '0::/other' })
    counters.look()
    expect(counters.evidence()).toEqual(NONE)
    await root.write(v2('other', 10, 10, String(GIB)))
    expect(counters.evidence()).toMatchObject({ scarce: 'cgroup', kills: 1, limitBytes: GIB })
  })

  test('a cgroup that is gone with its last process leaves the count of the machine', async () => {
    const root = await second(v2('box/job', 0, 0, String(GIB)))
    const counters = new OomCounters(7, root.path)
    await rm(join(root.path, 'sys/fs/cgroup/box'), { recursive: true })
    await root.write(vmstat(4))
    expect(counters.evidence()).toEqual({ ...NONE, scarce: 'machine', kills: 1, ofMachine: true })
  })
})

test('without cgroups the count of the whole machine is what there is', async () => {
  const root = await Root.with({ 'proc/7/cgroup': '0::/', ...vmstat(3) })
  const counters = new OomCounters(7, root.path)
  expect(counters.evidence()).toEqual(NONE)
  await root.write(vmstat(5))
  expect(counters.evidence()).toEqual({ ...NONE, scarce: 'machine', kills: 2, ofMachine: true })
})

test('a system that tells nothing', async () => {
  expect(new OomCounters(7, await temporaryFolder()).evidence()).toEqual(NONE)
})
