// Every page, in every state: no violation that axe finds, no scrolling sideways, and a picture for a person to look at.

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { AxeBuilder } from '@axe-core/playwright';

import { expect, test } from '../support/test.js';
import { GALLERY } from '../support/gallery.js';

const PICTURES = fileURLToPath(new URL('../screenshots/', import.meta.url));
/** The narrowest is also 1280 pixels at 400% zoom (WCAG 1.4.10). */
const WIDTHS = [320, 768, 1280];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The way back and the strip of a demonstration stand between header and main part, as the design system has it. */
const OUTSIDE = ['region'];

/** What axe finds. */
async function violations(page, name) {
  const found = await new AxeBuilder({ page }).withTags(RULES).disableRules(OUTSIDE).analyze();
  return found.violations.map(({ id, help, nodes }) => `${name}: ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

/**
 * What axe finds on the same page without script. axe is script itself, so the browser keeps its own and the page loses
 * its: no script arrives, and what stands for it (`noscript`) is shown. The answer of a form is no address to open again.
 */
async function withoutScript(page, name) {
  if (new URL(page.url()).pathname.startsWith('/api/')) return [];
  const twin = await page.context().newPage();
  await twin.route('**/*', async (route) => {
    const kind = route.request().resourceType();
    if (kind === 'script') return route.abort();
    if (kind !== 'document') return route.continue();
    const response = await route.fetch();
    const html = await response.text();
    return route.fulfill({ response, body: html.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/g, '').replaceAll(/<\/?noscript>/g, '') });
  });
  await twin.goto(page.url());
  const found = await violations(twin, `${name} without script`);
  await twin.close();
  return found;
}

/** Looks at the page as it stands; answers what is wrong. */
async function look(page, name) {
  const faults = [];
  await page.waitForLoadState('load');
  // What the pointer rests on looks otherwise: a link under it loses its line.
  await page.mouse.move(0, 0);
  faults.push(...(await violations(page, name)), ...(await withoutScript(page, name)));

  const title = await page.title();
  const summary = await page.locator('.nhsuk-error-summary').count();
  if (summary > 0 !== title.startsWith('Error: ')) faults.push(`${name}: the title is "${title}" with ${summary} error summaries`);
  if ((await page.locator('h1').count()) !== 1) faults.push(`${name}: there is not one h1`);

  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      const culprits = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > room + 1);
      return culprits.slice(0, 3).map((element) => element.outerHTML.slice(0, 150)).concat(['(scrolls sideways)']);
    });
    if (wide.length > 0) faults.push(`${name} at ${width} px: ${wide.join(' | ')}`);
    await page.screenshot({ path: `${PICTURES}${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
}

async function walk(views, place) {
  await mkdir(PICTURES, { recursive: true });
  const faults = [];
  for (const { name, go } of views) {
    await test.step(name, async () => {
      await go(place);
      faults.push(...(await look(place.page, name)));
    });
  }
  expect(faults).toEqual([]);
}

test('pages for visitors are accessible and fit at each width', async ({ page, context, server, person }) => {
  test.setTimeout(120_000);
  await walk(GALLERY.VISITOR, { page, context, server, person });
});

test('pages on the way to an authenticator are accessible and fit at each width', async ({ page, context, server, person }) => {
  test.setTimeout(240_000);
  await walk(GALLERY.enrolment(), { page, context, server, person });
});

test('pages of devices that sign are accessible and fit at each width', async ({ browser, ownServer }) => {
  test.setTimeout(300_000);
  const server = await ownServer();
  await server.cli('setting', 'set', 'accept-unattested', 'windows-hello', 'security-key');
  const context = await browser.newContext({ baseURL: server.url });
  await walk(GALLERY.devices(), { page: await context.newPage(), context, server, person: await server.addPerson() });
  await context.close();
});

test('pages of passwords and of changes taken back are accessible and fit at each width', async ({ page, context, server, person }) => {
  test.setTimeout(240_000);
  await walk(GALLERY.care(), { page, context, server, person });
});

test('pages of smartcards are accessible and fit at each width', async ({ page, context, server, person, machine }) => {
  test.setTimeout(240_000);
  await walk(GALLERY.card(machine), { page, context, server, person });
});

test('pages of smartcards at the desk are accessible and fit at each width', async ({ page, context, server, person, machine }) => {
  test.setTimeout(240_000);
  await walk(GALLERY.deskCard(machine), { page, context, server, person });
});

test('pages of the desk are accessible and fit at each width', async ({ browser, ownServer, person }) => {
  test.setTimeout(300_000);
  const server = await ownServer();
  const context = await browser.newContext({ baseURL: server.url });
  await walk(GALLERY.desk(), { page: await context.newPage(), context, server, person });
  await context.close();
});

test('pages of a demonstration are accessible and fit at each width', async ({ browser, ownServer, person, turn: _ }) => {
  test.setTimeout(90_000);
  const server = await ownServer({ mode: 'demo' });
  const context = await browser.newContext({ baseURL: server.url });
  await walk(GALLERY.demonstration(), { page: await context.newPage(), context, server, person });
  await context.close();
});

test('a name and an address of the greatest length fit, too', async ({ page, context, server }) => {
  test.setTimeout(90_000);
  const person = await server.addPerson({ given: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2), family: 'X'.repeat(100) });
  const email = `${'l'.repeat(64)}@nhs.net`;
  await walk(
    [
      { name: 'long-link', go: async () => page.goto(await server.link(person)) },
      { name: 'long-home', go: async () => page.getByRole('main').getByRole('button', { name: 'Continue' }).click() },
      {
        name: 'long-email',
        go: async () => {
          await page.goto('/profile/email/add');
          await page.getByLabel('Email address').fill(email);
          await page.getByRole('button', { name: 'Send One Time Password' }).click();
        },
      },
      { name: 'long-list', go: () => page.goto('/profile/email') },
      { name: 'long-profile', go: () => page.goto('/profile') },
    ],
    { page, context, server, person },
  );
});
