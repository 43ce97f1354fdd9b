export * from './rankTest.ts'
export * from './spread.ts'
