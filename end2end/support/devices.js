// The steps with a device that signs, as a person takes them.

import { Device } from './device.js';
import * as steps from './steps.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ kind: string, slug: string, what: { transport: string, synced: boolean }, step: string, enter: string }} Kind */

/** @type {Kind} */
export const HELLO = { kind: 'Windows Hello', slug: 'windows-hello', what: Device.here, step: 'Register Windows Hello on this computer', enter: 'Sign in with Windows Hello' };
/** @type {Kind} */
export const KEY = { kind: 'Security key', slug: 'security-key', what: Device.key, step: 'Register your security key', enter: 'Sign in with your security key' };
/** @type {Kind} */
export const IPAD = { kind: 'iPad', slug: 'ipad', what: Device.synced, step: 'Register your iPad', enter: 'Sign in with your iPad' };
/** @type {Kind} */
export const PASSKEY = { kind: 'Passkey', slug: 'passkey', what: Device.synced, step: 'Register your passkey', enter: 'Sign in with your passkey' };
export const KINDS = [HELLO, KEY, IPAD, PASSKEY];

/** From home to the registration link. @param {Page} page @param {Kind} kind */
export async function toLink(page, { kind }) {
  await page.goto('/authenticators/add');
  await page.getByRole('radio', { name: kind }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, `Register ${kind} with your Care Identity`);
  await page.getByRole('checkbox').check();
  await steps.press(page, `Register ${kind}`);
  await steps.see(page, 'Registration link');
}

/** From home to the step where the device signs. @param {Page} page @param {Kind} kind */
export async function toDevice(page, kind) {
  await toLink(page, kind);
  await steps.press(page, 'Open the link on this device');
  await steps.see(page, kind.step);
}

/** @param {Page} page @param {Kind} kind */
export async function register(page, kind) {
  await toDevice(page, kind);
  await steps.press(page, `Register ${kind.kind}`);
  await steps.see(page, 'Registration successful');
}

/** From the choice of methods, with a device. @param {Page} page @param {Kind} kind */
export async function choose(page, { kind, enter }) {
  await steps.see(page, 'Select your login method');
  await page.getByRole('radio', { name: kind }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, enter);
  await steps.press(page, enter);
}

/** Nobody is signed in; the method is chosen and its button pressed. @param {Page} page @param {Kind} kind */
export async function signInWith(page, kind) {
  await page.goto('/sign-in');
  await choose(page, kind);
}
