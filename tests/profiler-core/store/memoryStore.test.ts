import { memoryStore } from '../../../profiler-core/store/index.ts'
import { historySuite } from './historySuite.ts'
import { storeSuite } from './storeSuite.ts'

storeSuite('the store in memory', memoryStore)
historySuite('the history in memory', memoryStore)
