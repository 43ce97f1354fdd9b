import { openStore } from '../../../profiler-core/store/index.ts'
import { historySuite } from './historySuite.ts'
import { scratchFolder } from './scratch.ts'
import { storeSuite } from './storeSuite.ts'
import { storySuite } from './storySuite.ts'
import { upkeepSuite } from './upkeepSuite.ts'

storeSuite('the store on disk', () => openStore(scratchFolder()))
historySuite('the history on disk', () => openStore(scratchFolder()))
storySuite('the store on disk', () => openStore(scratchFolder()))
upkeepSuite('the upkeep on disk', () => openStore(scratchFolder()))
