/** What a file of runs (`runs.export`, `runs.import`) may have at most, in bytes as it lies on a disk. */
export const MAX_EXCHANGE_BYTES = 64 * 2 ** 20
