// The same journey without looking: forms are posted as the pages post them, so that a test begins where it wants to.

import { PASSWORD } from './steps.js';
import { Phone } from './phone.js';

/** @typedef {import('@playwright/test').BrowserContext} BrowserContext */
/** @typedef {import('./server.js').CareIdentity} CareIdentity */
/** @typedef {import('./server.js').Person} Person */

/** Posts a form from a browser; its cookies count and change. @returns {Promise<string>} where it leads */
export async function post(context, server, path, form) {
  const answer = await context.request.post(server.url + path, { form, maxRedirects: 0, headers: { origin: server.url } });
  const location = answer.headers().location;
  if (answer.status() !== 303 || !location) throw new Error(`${path} answered ${answer.status()}: ${(await answer.text()).slice(0, 2000)}`);
  if (location.includes('flash=') && !location.startsWith('/profile/email?')) {
    const page = await context.request.get(server.url + location);
    const summary = /error-summary[\s\S]*?<\/ul>/.exec(await page.text())?.[0];
    if (summary) throw new Error(`${path} was refused: ${summary.replace(/<[^>]*>/g, ' ')}`);
  }
  return location;
}

const last = (path) => /** @type {string} */ (path.split('?')[0].split('/').at(-1));

async function read(context, server, path, pattern) {
  const text = await (await context.request.get(server.url + path)).text();
  const found = pattern.exec(text)?.[1];
  if (!found) throw new Error(`${path} does not hold ${pattern}`);
  return found.replaceAll('&amp;', '&');
}

/** Signed in by a sign-in link. @param {BrowserContext} context @param {CareIdentity} server @param {Person} person */
export async function enrolling(context, server, person) {
  const link = await server.link(person);
  await post(context, server, '/api/sign-in/link', { token: last(link) });
}

/** With a verified address, too. */
export async function withEmail(context, server, person) {
  await enrolling(context, server, person);
  const proof = await post(context, server, '/api/profile/email/add', { email: person.email, replaces: '' });
  await post(context, server, '/api/profile/email/verify', { id: last(proof), code: await server.mail.code(person.email) });
}

/** With a registration link on the screen. @returns {Promise<{ page: string, token: string }>} */
export async function withLink(context, server, person) {
  await withEmail(context, server, person);
  return newLink(context, server);
}

/** Another registration link. */
export async function newLink(context, server) {
  const form = { kind: 'microsoft-authenticator', confirm: 'yes', replace: '' };
  const page = await post(context, server, '/api/authenticators/register', form);
  return { page, token: await read(context, server, page, /name="token" value="([^"]+)"/) };
}

/** With the link opened. @returns {Promise<string>} the registration's id */
export async function withRegistration(context, server, person) {
  const { token } = await withLink(context, server, person);
  const step = await post(context, server, '/api/register/open', { token });
  return step.split('/')[2];
}

/** With the address proved for the registration. */
export async function withProof(context, server, person) {
  const id = await withRegistration(context, server, person);
  await post(context, server, '/api/register/email', { id, email: person.email });
  await post(context, server, '/api/register/inbox', { id, code: await server.mail.code(person.email) });
  return id;
}

/** With a password, and the QR code on the screen. @returns {Promise<{ id: string, phone: Phone }>} */
export async function withQr(context, server, person, password = PASSWORD) {
  const id = await withProof(context, server, person);
  await post(context, server, '/api/register/password/create', { id, password, again: password });
  const url = await read(context, server, `/register/${id}/app`, /href="(otpauth:[^"]+)"/);
  return { id, phone: new Phone(url) };
}

/** Registered. @returns {Promise<Phone>} */
export async function registered(context, server, person) {
  const { id, phone } = await withQr(context, server, person);
  await post(context, server, '/api/register/code', { id, code: await phone.fresh() });
  return phone;
}

/** Registered, and signed in with password and code instead of the link. @returns {Promise<Phone>} */
export async function signedIn(context, server, person) {
  const phone = await registered(context, server, person);
  await post(context, server, '/api/sign-out', {});
  const sign = await post(context, server, '/api/sign-in', { email: person.email, password: PASSWORD, to: '', page: '' });
  await post(context, server, '/api/sign-in/code', { id: last(sign), code: await phone.fresh() });
  return phone;
}
