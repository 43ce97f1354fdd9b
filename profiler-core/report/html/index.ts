export { comparisonPage, type ReportedComparison, type ReportedSide } from './comparisonPage.ts'
export type { Sha256 } from './page.ts'
export { type ReportedRun, runPage } from './runPage.ts'
