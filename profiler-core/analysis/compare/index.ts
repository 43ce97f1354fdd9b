export { type Comparison, compareRuns } from './compareRuns.ts'
export { fullHeatOfComparison } from './heat.ts'
export type { Side } from './side.ts'
export { wholeFunctions } from './wholeFunctions.ts'
