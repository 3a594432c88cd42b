// What pages do that talk to the smartcard agent of this computer. Loaded by those pages only; they say so if it cannot run.

import { relay } from './card/relay.mjs';
import { watch } from './card/watch.mjs';

const relays = document.querySelectorAll('[data-card-relay]');
for (const part of relays) relay(part);
// A page that works with the card hears of it by itself, and keeps the agent busy.
if (relays.length === 0) for (const part of document.querySelectorAll('[data-card-watch]')) watch(part);
