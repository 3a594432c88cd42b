// What another site, a stranger or a broken request meets.

import http from 'node:http';

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/** A page of another site, with a form that posts to ours. */
async function strangePage(action, fields) {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  const site = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Win a prize</title><form method="post" action="${action}">${inputs.join('')}<button>Click here</button></form></html>`);
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
  return { port: /** @type {import('node:net').AddressInfo} */ (site.address()).port, close: () => site.close() };
}

test('failure 24: a form of another site, and of another port of this one, changes nothing', async ({ page, context, server, person }) => {
  await shortcut.withEmail(context, server, person);
  for (const [path, fields] of /** @type {const} */ ([
    ['/api/profile/mobile', { mobile: '07700900982' }],
    ['/api/authenticators/register', { kind: 'microsoft-authenticator', confirm: 'yes', replace: '' }],
    ['/api/sign-out', {}],
  ])) {
    const site = await strangePage(server.url + path, fields);
    // The second is the same site to the browser: it sends our cookies along.
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${site.port}/`);
      const answered = page.waitForResponse(server.url + path);
      await page.getByRole('button').click();
      expect((await answered).status(), `${path} from ${host}`).toBe(403);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^(We did not do that|That form did not come from this site)$/);
      await expect(page.getByRole('main')).toContainText(/Error Response ID:\s*[0-9A-Z]{5}-[0-9A-Z]{5}/);
    }
    site.close();
  }
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText(/Mobile number\s*None yet/);
  const log = server.output;
  expect(log).toContain('a change asked by another site');
});

test('failure 24: a request that does not say from where it comes changes nothing', async ({ context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  for (const headers of [{}, { origin: 'null' }, { origin: 'http://localhost' }, { origin: `${server.url}.example.com` }, { origin: server.url, 'sec-fetch-site': 'same-site' }]) {
    const answer = await context.request.post('/api/profile/mobile', { form: { mobile: '07700900982' }, headers, maxRedirects: 0 });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
  }
  expect(await (await context.request.get('/profile')).text()).not.toContain('900982');
});

test('failure 24: nothing is changed by opening the address of a form', async ({ page, context, server, person }) => {
  await shortcut.withEmail(context, server, person);
  for (const path of ['/api/sign-out', '/api/profile/mobile?mobile=07700900982', '/api/authenticators/register?kind=microsoft-authenticator&confirm=yes']) {
    const answer = await page.goto(path);
    expect([404, 405]).toContain(answer?.status());
    await expect(page.getByRole('main')).toContainText('Error Response ID:');
  }
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText(/Mobile number\s*None yet/);
});

test('an unknown address has a page with the service around it, a reference and a way on', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  for (const path of ['/no/such/page', '/profile/email/change/made-up', '/authenticators/add/carrier-pigeon', '/authenticators/link/made-up', '/demonstration/mail']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await steps.see(page, 'Page not found');
    const reference = /Error Response ID:\s*([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(await page.getByRole('main').innerText())?.[1];
    expect(reference).toBe(answer?.headers()['x-request-id']);
    await expect(page.getByRole('banner')).toContainText('Care Identity Management');
    await expect(page.getByRole('contentinfo')).toBeVisible();
  }
  await page.getByRole('main').getByRole('link', { name: 'Go to the home page' }).click();
  await steps.see(page, 'Care Identity Management');
});

test("somebody else's address, link and registration are not there", async ({ page, context, server, person, anotherBrowser }) => {
  const other = await anotherBrowser();
  const link = await shortcut.withLink(other.context(), server, person);
  await other.goto('/profile');
  const change = await other.getByRole('link', { name: `Change email address ${person.email}` }).getAttribute('href');
  await shortcut.enrolling(context, server, await server.addPerson({ given: 'Curio' }));
  for (const path of [link.page, change ?? '', (change ?? '').replace('change', 'remove')]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await steps.see(page, 'Page not found');
  }
});

test('every page bears the headers that protect it, and none of the inline kind', async ({ page, context, server, person }) => {
  await shortcut.withEmail(context, server, person);
  for (const path of ['/', '/sign-in', '/profile', '/authenticators/add', '/help', '/no/such/page', '/readyz']) {
    const answer = await context.request.get(path);
    const headers = answer.headers();
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['x-frame-options'], path).toBe('DENY');
    expect(headers['referrer-policy'], path).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers['cache-control'], path).toBe('no-store');
    expect(headers['content-security-policy'], path).toMatch(/frame-ancestors 'none'/);
    expect(headers['content-security-policy'], path).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)/);
    expect(headers.server, path).toBeUndefined();
  }
  const html = await (await context.request.get('/')).text();
  expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/);
  const nonces = new Set([...html.matchAll(/nonce="([^"]+)"/g)].map((found) => found[1]));
  expect(nonces.size).toBe(1);
  expect((await context.request.get('/')).headers()['content-security-policy']).not.toContain([...nonces][0]);
  await page.goto('/');
});

test('failure 21: a strange Host header does not reach a link', async ({ server, person, context, mail }) => {
  await shortcut.enrolling(context, server, person);
  await context.request.post('/api/profile/email/add', { form: { email: person.email, replaces: '' }, headers: { origin: server.url, host: 'evil.example' }, maxRedirects: 0 });
  const letter = await mail.next(person.email);
  expect(letter.raw).not.toContain('evil.example');
});

test('a form whose fields were taken away says what is missing, and nothing breaks', async ({ context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  const forms = ['sign-in', 'sign-in/code', 'sign-in/link', 'profile/mobile', 'profile/email/add', 'profile/email/verify', 'profile/email/resend', 'profile/email/remove', 'profile/email/verify-pending', 'authenticators/select', 'authenticators/register', 'register/open', 'register/email', 'register/inbox', 'register/resend', 'register/change-email', 'register/password/create', 'register/password/enter', 'register/code', 'home/dismiss'];
  for (const form of forms) {
    for (const body of [{}, { id: '../../x', code: '\u0000', token: 'x', email: '\u0000', kind: 'x', mobile: '\u202e' }]) {
      const answer = await context.request.post(`/api/${form}`, { form: body, headers: { origin: server.url, accept: 'text/html' }, maxRedirects: 0 });
      expect([303, 400], `${form} ${JSON.stringify(body)} ${answer.status()}`).toContain(answer.status());
      expect(answer.headers().location ?? '', form).not.toContain('__err');
    }
  }
});
