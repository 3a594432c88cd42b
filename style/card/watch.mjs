// In a session that was opened with a card: while the card is not there, its person is asked, or the session ends. It was there when
// the session began, so this page need not have seen it. Only an agent that has allowed this site before is asked: nobody gets a
// question on behalf of a page that only watches.
//
// One page of a browser waits for news and tells the others: browsers open six connections to a host, and whoever signs in needs one.

import { keep, kept, lastPort, send } from './agent.mjs';

const NAME = 'card-watch';
// Its person goes on without it, until it is seen again or somebody signs in.
const WITHOUT = 'card-without';
const PAUSE = 5000;
// To say which cards are there takes no time; to wait for news, 25 seconds.
const AT_ONCE = 5000;
const PATIENCE = 40_000;

const rest = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

/** On pages of nobody who is watched: what was chosen for a session before counts no more. */
function forget() {
  keep(WITHOUT, '');
}

/** `isAtWork` says whether this page has the card do something: it may come and go meanwhile. */
async function watch(part, isAtWork) {
  const { card, end } = part.dataset;
  const port = lastPort();
  if (!port) return;
  const dialog = part.querySelector('dialog');
  const stay = () => keep(WITHOUT, card);
  dialog.addEventListener('cancel', stay);
  dialog.querySelector('[data-stay]').addEventListener('click', () => {
    stay();
    dialog.close();
  });

  const act = (serials) => {
    if (isAtWork()) return;
    if (serials.includes(card)) {
      forget();
      dialog.close();
    } else if (end) {
      part.querySelector('form').submit();
    } else if (kept(WITHOUT) === card) {
      dialog.close();
    } else if (!dialog.open) {
      dialog.showModal();
    }
  };
  // Whoever chose in one tab is not asked in the others.
  addEventListener('storage', () => {
    if (kept(WITHOUT) === card) dialog.close();
  });
  const others = new BroadcastChannel(NAME);
  others.addEventListener('message', ({ data }) => act(data));

  let change = 0;
  /** Whether to go on. */
  const look = async (patience) => {
    try {
      const response = await send(port, `/v1/watch?seen=${change}`, { signal: AbortSignal.timeout(patience) });
      if (response.status === 401) return false;
      const said = await response.json();
      if (said.answer !== 'cards') throw new Error(said.fault);
      change = said.change;
      const serials = said.cards.map(({ serial }) => serial);
      others.postMessage(serials);
      act(serials);
    } catch {
      // The agent is away or busy: it may come back.
      await rest();
    }
    return true;
  };
  if (!(await look(AT_ONCE))) return;
  // The next page takes the place of one that goes.
  await navigator.locks.request(NAME, async () => {
    while (await look(PATIENCE));
  });
}

export { forget, watch };
