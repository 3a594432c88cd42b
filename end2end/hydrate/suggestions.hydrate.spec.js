// The names below the field of "Find organisation": an editable combobox with a list (ARIA Authoring Practices).

import { AxeBuilder } from '@axe-core/playwright';

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/** The page, signed in, when the field is a combobox. */
async function open(page, context, server, person) {
  await steps.importOrganisations(server);
  await shortcut.signedIn(context, server, person);
  await page.goto('/organisations');
  const field = page.getByRole('combobox', { name: 'Code, name, postcode or town' });
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  const list = page.getByRole('listbox', { name: 'Organisations' });
  return { field, list, options: list.getByRole('option') };
}

test('names are listed while one is typed, and keys go through them and back', async ({ page, context, server, person }) => {
  const { field, list, options } = await open(page, context, server, person);
  await expect(list).toBeHidden();
  await field.pressSequentially('millbrook');
  await expect(options).toHaveCount(8);
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('status').filter({ hasText: 'suggestions' })).toHaveText('8 suggestions. Use the up and down arrows to choose.');
  await expect(field).not.toHaveAttribute('aria-activedescendant', /./);

  await field.press('ArrowDown');
  await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true');
  await expect(field).toHaveAttribute('aria-activedescendant', 'suggestion-0');
  await expect(field).toBeFocused();
  await field.press('ArrowUp');
  await expect(field).toHaveAttribute('aria-activedescendant', 'suggestion-7');
  await field.press('Home');
  await expect(field).not.toHaveAttribute('aria-activedescendant', /./);
  await field.press('X');
  await expect(field).toHaveValue('Xmillbrook');
  await field.press('Backspace');
  await expect(options).toHaveCount(8);
  await field.press('Escape');
  await expect(list).toBeHidden();
  await expect(field).toHaveValue('millbrook');
  await field.press('ArrowDown');
  await expect(list).toBeVisible();
  await field.press('Tab');
  await expect(list).toBeHidden();
});

test('Enter searches, and on a name it opens that organisation', async ({ page, context, server, person }) => {
  const { field, options } = await open(page, context, server, person);
  await field.pressSequentially('millbrook medical');
  await expect(options).toHaveCount(1);
  await field.press('Enter');
  await expect(page).toHaveURL(/\/organisations\?q=millbrook\+medical/);
  await field.press('End');
  await field.pressSequentially(' practice');
  await expect(options).toHaveCount(1);
  await field.press('ArrowDown');
  await field.press('Enter');
  await steps.see(page, 'Millbrook Medical Practice');
});

test('names can be reached by touch, and the open list is accessible', async ({ page, context, server, person }) => {
  const { field, options } = await open(page, context, server, person);
  await field.pressSequentially('greenleaf');
  await expect(options).toHaveCount(8);
  await field.press('ArrowDown');
  for (const option of await options.all()) expect((await option.boundingBox()).height).toBeGreaterThanOrEqual(44);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).disableRules(['region']).analyze();
  expect(violations).toEqual([]);
  const name = await options.nth(2).locator('span').first().textContent();
  await options.nth(2).click();
  await steps.see(page, name);
});

test('an older question is given up for a newer one, and a refusal is in nobody’s way', async ({ page, context, server, person }) => {
  const { field, list, options } = await open(page, context, server, person);
  const asked = [];
  await page.route('**/api/organisations?q=*', async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('q'));
    if (asked.length === 1) await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (asked.at(-1) === 'fellside') return route.fulfill({ status: 429, body: '' }).catch(() => undefined);
    return route.continue().catch(() => undefined);
  });
  const aborted = page.waitForEvent('requestfailed');
  await field.fill('greenleaf');
  await expect.poll(() => asked.length).toBe(1);
  await field.fill('millbrook medical');
  await aborted;
  await expect(options).toHaveText(/Millbrook Medical Practice/);
  expect(asked).toEqual(['greenleaf', 'millbrook medical']);
  await field.fill('fellside');
  await expect.poll(() => asked.length).toBe(3);
  await expect(list).toBeHidden();
  await steps.press(page, 'Search');
  await expect(page).toHaveURL(/q=fellside/);
});

test('an organisation is printed without what leads on', async ({ page, context, server, person }) => {
  await open(page, context, server, person);
  await page.goto('/organisations/X9A02');
  await page.emulateMedia({ media: 'print' });
  for (const words of ['Millbrook Medical Practice', 'X9A02', 'ZZ98 4HL', 'Is commissioned by']) await expect(page.getByText(words).first()).toBeVisible();
  for (const hidden of ['.nhsuk-back-link', '.nhsuk-footer', '.nhsuk-header__account', '.ci-copy__button', '.ci-screen-only']) await expect(page.locator(hidden).first()).toBeHidden();
});
