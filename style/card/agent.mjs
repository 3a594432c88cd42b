// The smartcard agent of this computer: a program that listens on 127.0.0.1 and serves this site, once its person has allowed it.
// The ports, the paths and the version are those of crates/card-protocol; a test compares them.

const VERSION = 1;
const PORTS = [47110, 47111, 47112, 47113, 47114, 47115, 47116, 47117];
// A port that nobody listens on says so at once; a program that says nothing is none of ours.
const PATIENCE = 2000;
// As long as somebody may look at their browser's question.
const PATIENCE_WITH_A_QUESTION = 120_000;

/** What stands in the way. Its message names what the page has to say about it. */
class Trouble extends Error {}

// For browsers that keep nothing: the person is asked again on the next page.
const memory = new Map();

function keep(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept for this page.
  }
}

function kept(name) {
  try {
    return localStorage.getItem(name) ?? memory.get(name);
  } catch {
    return memory.get(name);
  }
}

const LAST = 'card-agent';
const secretOf = (port) => `card-agent-${port}`;

/** Where an agent was that served this site, or 0. */
function lastPort() {
  const last = Number(kept(LAST));
  return PORTS.includes(last) ? last : 0;
}

/**
 * What the browser says of pages that reach for this computer: `granted`, `prompt` or `denied`. A browser that knows no such
 * permission asks nobody (Local Network Access; newer browsers have a permission for loopback alone).
 */
async function permission() {
  for (const name of ['loopback-network', 'local-network-access']) {
    try {
      return (await navigator.permissions.query({ name })).state;
    } catch {
      // Not by this name.
    }
  }
  return 'granted';
}

function send(port, path, options = {}) {
  const secret = kept(secretOf(port));
  const headers = { ...(secret && { Authorization: `Bearer ${secret}` }), ...options.headers };
  return fetch(`http://127.0.0.1:${port}${path}`, { cache: 'no-store', credentials: 'omit', ...options, headers });
}

/** Who listens on a port: `ours`, or why it is not ours. */
async function look(port, patience) {
  const signal = AbortSignal.timeout(patience);
  try {
    const said = await (await send(port, '/v1/about', { signal })).json();
    if (said.fault) return { port, is: said.fault };
    if (said.agent !== 'care-identity-agent') return { port, is: 'another-program' };
    if (said.speaks.includes(VERSION)) return { port, is: 'ours', paired: said.paired };
    return { port, is: Math.max(...said.speaks) < VERSION ? 'agent-too-old' : 'page-too-old' };
  } catch {
    if (signal.aborted) return { port, is: 'not-found' };
  }
  try {
    // Whoever answers so lets this site read nothing: another program, or an agent that serves other sites.
    await fetch(`http://127.0.0.1:${port}/`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
    return { port, is: 'another-program' };
  } catch {
    return { port, is: 'not-found' };
  }
}

/** Finds the agent: where it was last time, else on any of the ports. Of several reasons the first of these is told. */
async function find() {
  const asks = (await permission()) === 'prompt';
  const patience = asks ? PATIENCE_WITH_A_QUESTION : PATIENCE;
  const last = lastPort();
  const there = last && (await look(last, patience));
  if (there && there.is === 'ours') return there;
  const all = await Promise.all(PORTS.map((port) => look(port, patience)));
  const ours = all.filter((one) => one.is === 'ours');
  const found = ours.find((one) => one.paired) ?? ours[0];
  if (found) {
    keep(LAST, String(found.port));
    return found;
  }
  if ((await permission()) === 'denied') throw new Trouble('denied');
  const reason = (is) => all.some((one) => one.is === is);
  const first = ['agent-too-old', 'page-too-old', 'too-many', 'other-user', 'another-program'].find(reason);
  throw new Trouble(first ?? 'not-found');
}

/** Asks the person whether this site may use their card, and keeps the secret that says so. */
async function pair(port) {
  const said = await read(port, '/v1/pair', { method: 'POST', headers: { 'Content-Type': 'application/json' } });
  const { secret, fault } = JSON.parse(said.text);
  if (!secret) throw new Trouble(fault);
  keep(secretOf(port), secret);
}

async function read(port, path, options) {
  try {
    const response = await send(port, path, options);
    return { status: response.status, text: await response.text() };
  } catch {
    throw new Trouble('stopped');
  }
}

/** Gives the agent what the server asks, and gives back what it answers, both as they are. */
async function ask(port, body) {
  const options = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
  const said = await read(port, '/v1/ask', options);
  if (said.status !== 401) return said.text;
  // Somebody took the permission back.
  await pair(port);
  return (await read(port, '/v1/ask', options)).text;
}

export { Trouble, ask, find, keep, kept, lastPort, pair, permission, send };
