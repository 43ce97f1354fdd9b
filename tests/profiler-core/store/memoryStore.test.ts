import { memoryStore } from '../../../profiler-core/store/index.ts'
import { historySuite } from './historySuite.ts'
import { storeSuite } from './storeSuite.ts'
import { storySuite } from './storySuite.ts'
import { upkeepSuite } from './upkeepSuite.ts'

storeSuite('the store in memory', memoryStore)
historySuite('the history in memory', memoryStore)
storySuite('the store in memory', memoryStore)
upkeepSuite('the upkeep in memory', memoryStore)
