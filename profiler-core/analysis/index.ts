export * from './history.ts'
export * from './lines.ts'
export * from './peak.ts'
