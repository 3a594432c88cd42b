// Carries what the server asks to the agent and its answers back, and understands nothing of either. What it says to the person
// stands in the page, in templates by name: a step that is under way, or what stands in the way. Some pages name what the agent
// is asked first, so that the server begins with the answer.

import { Trouble, ask, find, pair, permission } from './agent.mjs';

async function next(address, body) {
  let response;
  try {
    response = await fetch(address, { method: 'POST', body, cache: 'no-store' });
  } catch {
    throw new Trouble('offline');
  }
  if (response.status === 429) throw new Trouble('too-many-here');
  if (!response.ok) throw new Trouble('stale');
  return response.json();
}

let busy = false;

/** Whether a part of this page is under way. */
const isAtWork = () => busy;

function relay(part) {
  const button = part.querySelector('button');
  const status = part.querySelector('[role="status"]');
  const said = part.querySelector('[data-said]');
  const words = (kind, name) => part.querySelector(`template[data-${kind}="${name}"]`)?.content.cloneNode(true) ?? '';
  const step = (name, about) => status.replaceChildren(words('step', name), about ? ` ${about}` : '');
  const address = () => {
    const to = new URL(part.dataset.cardRelay, location.href);
    const chosen = part.querySelector('input:checked');
    if (chosen) to.searchParams.set(chosen.name, chosen.value);
    return to;
  };
  const run = async () => {
    step('find');
    const { port, paired } = await find();
    if (!paired) {
      step('pair');
      await pair(port);
    }
    const { first } = part.dataset;
    let turn = await next(address(), first ? await ask(port, first) : '');
    while (turn.ask) {
      step(turn.step, turn.about);
      turn = await next(turn.next, await ask(port, JSON.stringify(turn.ask)));
    }
    step('done');
    location.assign(turn.go);
  };

  button.addEventListener('click', async () => {
    if (busy) return;
    busy = true;
    button.setAttribute('aria-disabled', 'true');
    said.replaceChildren();
    // What went wrong before is not so any more, as far as anybody knows.
    for (const before of document.querySelectorAll('.nhsuk-error-summary, [data-card-advice]')) before.remove();
    try {
      await run();
    } catch (error) {
      const name = error instanceof Trouble ? error.message : 'stopped';
      status.replaceChildren();
      said.replaceChildren(words('trouble', name) || words('trouble', 'stopped'));
      button.textContent = part.dataset.again;
      busy = false;
      button.removeAttribute('aria-disabled');
    }
  });
  part.hidden = false;
  // A site of this computer is never asked about.
  const here = ['localhost', '127.0.0.1'].includes(location.hostname);
  permission().then((state) => {
    part.querySelector('[data-before]').hidden = here || state !== 'prompt';
  });
}

export { isAtWork, relay };
