// What every page runs: upstream's modules for focus and passwords. Pages work without it.
//
// The build joins this file and what it imports into one (crates/xtask/src/modules.rs). A module
// script runs once the page is parsed, so there is no event to wait for.

import { Button } from './nhsuk-frontend/components/button/button.mjs';
import { ErrorSummary } from './nhsuk-frontend/components/error-summary/error-summary.mjs';
import { NotificationBanner } from './nhsuk-frontend/components/notification-banner/notification-banner.mjs';
import { PasswordInput } from './nhsuk-frontend/components/password-input/password-input.mjs';
import { SkipLink } from './nhsuk-frontend/components/skip-link/skip-link.mjs';

// Upstream sets this in an inline script, which the content security policy forbids.
document.body.classList.add('nhsuk-frontend-supported');

for (const Component of [SkipLink, ErrorSummary, NotificationBanner, PasswordInput, Button]) {
  for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(root);
    } catch (error) {
      // One part that fails must not take the others with it.
      console.error(error);
    }
  }
}

// Islands: fetched only where a page has one, after everything else. Pages work without them.
const islands = document.querySelectorAll('leptos-island');
const script = document.querySelector('script[data-app-js]');
if (islands.length > 0 && script) {
  try {
    const app = await import(script.dataset.appJs);
    await app.default({ module_or_path: script.dataset.appWasm });
    app.hydrate();
    for (const island of islands) {
      app[island.dataset.component]?.(island);
    }
    document.documentElement.dataset.islands = 'ready';
  } catch (error) {
    // Left before it was there, or a network that lets no WebAssembly pass.
    console.warn(error);
  }
}
