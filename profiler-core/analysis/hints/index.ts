export { findHints } from './findHints.ts'
