// What pages do that talk to the smartcard agent of this computer. Loaded by those pages only; they say so if it cannot run.

import { isAtWork, relay } from './card/relay.mjs';
import { forget, watch } from './card/watch.mjs';

for (const part of document.querySelectorAll('[data-card-relay]')) relay(part);
const watched = document.querySelectorAll('[data-card-watch]');
if (watched.length === 0) forget();
for (const part of watched) watch(part, isAtWork);
