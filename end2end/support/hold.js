// Keeps a form of a page back until it is sent, so that something else happens in between.

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} url where the form goes
 * @returns {Promise<{ asked: Promise<unknown>, sent: () => Promise<void> }>} `asked`: the page wants to send it; `sent`: it was, and
 *   the answer is there
 */
export async function hold(page, url) {
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  let tell = () => {};
  const asked = new Promise((resolve) => (tell = () => resolve(undefined)));
  await page.route(url, async (route) => {
    tell();
    await released;
    await route.continue();
  });
  const sent = async () => {
    const loaded = page.waitForEvent('load');
    release();
    await loaded;
  };
  return { asked, sent };
}
