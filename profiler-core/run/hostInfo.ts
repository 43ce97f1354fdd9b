import { arch, cpus, hostname, platform, totalmem } from 'node:os'
import type { HostInfo } from '../contract/index.ts'

/** This machine, as a run remembers it. */
export function hostInfo(): HostInfo {
  return {
    name: hostname(),
    platform: platform(),
    arch: arch(),
    cpus: Math.max(1, cpus().length), // none are told in some containers
    memoryBytes: totalmem(),
  }
}
