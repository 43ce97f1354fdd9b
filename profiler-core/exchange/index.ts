export { writeMebi } from './mebi/write.ts'
export { type ReadOptions, readRuns } from './read.ts'
