// What programs read is as /api/openapi.json says, whatever they ask.

import { expect, test } from '../support/test.js';
import * as schemathesis from '../support/schemathesis.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test('every answer to programs is one that its description has', async ({ context, ownServer }) => {
  test.setTimeout(240_000);
  const missing = await schemathesis.install();
  if (missing) console.warn(`SKIPPED: ${missing}. Nothing of the interface for programs was tested here.`);
  test.skip(Boolean(missing), missing);
  const server = await ownServer();
  await steps.importOrganisations(server);
  await shortcut.signedIn(context, server, await server.addPerson());
  const session = (await context.cookies(server.url)).find((cookie) => cookie.name === 'session');
  const { passed, said } = await schemathesis.check(server.url, `session=${session.value}`, server.folder);
  console.log(said.slice(said.lastIndexOf('Test cases:')).trim());
  expect(passed, said).toBe(true);
});
