export { baselineDifferences, baselineOf, sideOfBaseline } from './baseline.ts'
export * from './check.ts'
