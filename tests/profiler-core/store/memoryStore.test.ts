import { memoryStore } from '../../../profiler-core/store/index.ts'
import { storeSuite } from './storeSuite.ts'

storeSuite('the store in memory', memoryStore)
