// Schemathesis, which asks whatever an API's description allows and what it does not, and holds every answer against it. A Python
// program: installed once into `target`, in an environment of its own.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '4.32.5';
const HOME = fileURLToPath(new URL(`../../target/tools/schemathesis-${VERSION}`, import.meta.url));
const PROGRAM = path.join(HOME, 'bin/schemathesis');

/** @returns {Promise<string | undefined>} why it is not there; nothing when it is */
export async function install() {
  if (existsSync(PROGRAM)) return undefined;
  try {
    await run('python3', ['-m', 'venv', HOME]);
    await run(path.join(HOME, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`], { timeout: 100_000 });
    return undefined;
  } catch (error) {
    await rm(HOME, { recursive: true, force: true });
    return `schemathesis ${VERSION} cannot be installed with python3: ${error.message.split('\n')[0]}`;
  }
}

/**
 * Runs it against a server, as whoever has this cookie.
 * @returns {Promise<{ passed: boolean, said: string }>}
 */
export async function check(url, cookie, folder) {
  const words = [
    ['run', `${url}/api/openapi.json`, '--header', `Cookie:${cookie}`, '--header', 'Sec-Fetch-Site:same-origin'],
    // The same questions each time, no faster than one person may ask.
    ['--generation-deterministic', '--phases', 'coverage,fuzzing', '--max-examples', '10', '--rate-limit', '220/m'],
    // It cannot leave out a cookie that it is given: tests of the server ask without one.
    ['--exclude-checks', 'ignored_auth', '--max-time', '60', '--no-color', '--warnings', 'off'],
  ];
  return run(PROGRAM, words.flat(), { cwd: folder, timeout: 110_000, maxBuffer: 1 << 24 }).then(
    ({ stdout }) => ({ passed: true, said: stdout }),
    ({ stdout, stderr, message }) => ({ passed: false, said: `${stdout}\n${stderr}\n${message}` }),
  );
}
