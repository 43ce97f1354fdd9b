import type { Rule } from '../rule.ts'
import { appendOnlyIterated, returnedListOnlyIterated } from './appendLoop.ts'
import { arrayFromList, arrayGrownInLoop, doubleByDefault } from './arrays.ts'
import { cacheWithoutBound, dictCacheWithoutBound } from './caches.ts'
import { instancesWithoutSlots, rowsAsDicts, sortedSourceDropped } from './containers.ts'
import { csvColumnsUnused, csvOnlyReduced, csvTextAsCategory } from './csvFrames.ts'
import {
  fileReadWhole,
  findallOnlyIterated,
  jsonLoadedWhole,
  pickleReadWhole,
  processOutputWhole,
  readlinesOnlyIterated,
  textSplitIntoLines,
} from './files.ts'
import { copyNotNeeded, frameGrownInLoop, polarsEager } from './frames.ts'
import { csvAsList, lazyInList, listAsArgument, listOnlyIterated, rangeAsList } from './iterated.ts'
import {
  bytesGrownInLoop,
  deepCopyNotNeeded,
  futuresKept,
  keptUntilPeak,
  textGrownInAttribute,
} from './kept.ts'
import { arrayTemporaries } from './temporaries.ts'
import { lossKeptWithGraph, torchWithoutNoGrad } from './torch.ts'

/** Every rule there is. Of two that speak of the same code, the more special one comes first. */
export const rules: readonly Rule[] = [
  rangeAsList,
  listOnlyIterated,
  listAsArgument,
  appendOnlyIterated,
  returnedListOnlyIterated,
  lazyInList,
  csvAsList,
  sortedSourceDropped,
  instancesWithoutSlots,
  rowsAsDicts,
  readlinesOnlyIterated,
  textSplitIntoLines,
  fileReadWhole,
  jsonLoadedWhole,
  pickleReadWhole,
  findallOnlyIterated,
  processOutputWhole,
  cacheWithoutBound,
  dictCacheWithoutBound,
  doubleByDefault,
  arrayTemporaries,
  arrayFromList,
  arrayGrownInLoop,
  csvColumnsUnused,
  csvTextAsCategory,
  csvOnlyReduced,
  copyNotNeeded,
  frameGrownInLoop,
  polarsEager,
  keptUntilPeak,
  deepCopyNotNeeded,
  bytesGrownInLoop,
  textGrownInAttribute,
  futuresKept,
  torchWithoutNoGrad,
  lossKeptWithGraph,
]
