// In a session that was opened with a card: when the card is taken out, the session ends, or its person is asked. Only an agent
// that has allowed this site before is asked: nobody gets a question on behalf of a page that only watches.

import { lastPort, send } from './agent.mjs';

const PAUSE = 5000;
// The card that was seen in this tab: one that was never there was not taken out.
const SEEN = 'card-seen';

const rest = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

async function watch(part) {
  const { card, end } = part.dataset;
  const dialog = part.querySelector('dialog');
  dialog.querySelector('[data-stay]').addEventListener('click', () => dialog.close());
  const port = lastPort();
  let change = 0;
  while (port) {
    try {
      const response = await send(port, `/v1/watch?seen=${change}`);
      if (response.status === 401) return;
      const said = await response.json();
      if (said.answer !== 'cards') throw new Error(said.fault);
      change = said.change;
      if (said.cards.some(({ serial }) => serial === card)) {
        sessionStorage.setItem(SEEN, card);
        dialog.close();
      } else if (sessionStorage.getItem(SEEN) === card) {
        sessionStorage.removeItem(SEEN);
        if (end) part.querySelector('form').submit();
        else dialog.showModal();
      }
    } catch {
      // The agent is away or busy: it may come back.
      await rest();
    }
  }
}

export { watch };
