import { openStore } from '../../../profiler-core/store/index.ts'
import { scratchFolder } from './scratch.ts'
import { storeSuite } from './storeSuite.ts'

storeSuite('the store on disk', () => openStore(scratchFolder()))
