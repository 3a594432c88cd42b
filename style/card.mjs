// What pages do that talk to the smartcard agent of this computer. Loaded by those pages only; they say so if it cannot run.

import { relay } from './card/relay.mjs';
import { watch } from './card/watch.mjs';

for (const part of document.querySelectorAll('[data-card-relay]')) relay(part);
for (const part of document.querySelectorAll('[data-card-watch]')) watch(part);
