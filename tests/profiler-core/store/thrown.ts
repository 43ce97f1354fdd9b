import { MebiError } from '../../../profiler-core/contract/index.ts'

/** The `MebiError` that `work` throws; fails where it throws nothing, or something that a person cannot act upon. */
export function thrown(work: () => unknown): MebiError {
  try {
    work()
  } catch (error) {
    if (error instanceof MebiError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
