// The steps of the main journey, as a person takes them. Each says what stands on the page, in the words that staff know.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@playwright/test';

import { Phone } from './phone.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('./server.js').Person} Person */
/** @typedef {import('./mail.js').Mailbox} Mailbox */

/** A password that no list knows. */
export const PASSWORD = 'turnip lantern quarry 71';
export const SERVICE = 'Care Identity';

/** @param {Page} page @param {string} heading */
export async function see(page, heading) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  await expect(page).toHaveTitle(`${heading === `${SERVICE} Management` ? 'Home' : heading} - ${SERVICE}`);
}

/** The page that a form came back to, with what is wrong. @param {Page} page @param {string} heading @param {string | RegExp} error */
export async function seeError(page, heading, error) {
  await expect(page.getByRole('alert')).toContainText('There is a problem');
  await expect(page.getByRole('alert').getByRole('listitem')).toContainText([error]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  await expect(page).toHaveTitle(`Error: ${heading} - ${SERVICE}`);
}

/** Presses a button of the page's main part. @param {Page} page @param {string} name */
export async function press(page, name) {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click();
}

/** First sign-in: from the link to home. @param {Page} page @param {Person} person @param {string} link */
export async function useSignInLink(page, person, link) {
  await page.goto(link);
  await see(page, 'Sign in with your link');
  await expect(page.getByRole('main')).toContainText(`This link is for ${person.name}.`);
  await press(page, 'Continue');
  await see(page, `${SERVICE} Management`);
}

/** From the form of an address to its code. @param {Page} page @param {Mailbox} mail @param {string} email */
export async function addEmail(page, mail, email) {
  await page.goto('/profile/email/add');
  await see(page, 'Add an email address');
  await page.getByLabel('Email address').fill(email);
  await press(page, 'Send One Time Password');
  await see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(await mail.code(email));
  await press(page, 'Continue');
  await see(page, 'Your email addresses');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
}

/** From home to the page with the registration link. @param {Page} page */
export async function askForLink(page) {
  await page.goto('/authenticators/add');
  await see(page, 'Select authenticator type');
  await page.getByRole('radio', { name: 'Microsoft Authenticator' }).check();
  await press(page, 'Continue');
  await see(page, 'Register Microsoft Authenticator with your Care Identity');
  await page.getByRole('checkbox').check();
  await press(page, 'Register Microsoft Authenticator');
  await see(page, 'Registration link');
}

/** The address that is shown for another browser. @param {Page} page @returns {Promise<string>} */
export async function readLink(page) {
  return (await page.locator('#registration-link').textContent())?.trim() ?? '';
}

/** "What is your Care Identity email address?" and "Check your inbox". @param {Page} page @param {Mailbox} mail @param {string} email */
export async function proveEmail(page, mail, email) {
  await see(page, 'What is your Care Identity email address?');
  await page.getByLabel('Email address').fill(email);
  await press(page, 'Send One Time Password');
  await see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(await mail.code(email));
  await press(page, 'Continue');
}

/** @param {Page} page */
export async function createPassword(page, password = PASSWORD) {
  await see(page, 'Create a password');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm password').fill(password);
  await press(page, 'Continue');
}

/** @param {Page} page @returns {Promise<Phone>} the phone that scanned the QR code */
export async function scan(page) {
  await see(page, 'Scan the QR code');
  return Phone.scan(page.getByRole('img', { name: /^QR code for your authenticator app/ }));
}

/** @param {Page} page @param {string} code */
export async function confirmCode(page, code) {
  await page.getByRole('button', { name: 'Next' }).click();
  await see(page, 'Check your authenticator app');
  await page.getByLabel('Enter verification code').fill(code);
  await press(page, 'Submit');
  await see(page, 'Registration successful');
}

/** "Select your login method", and the one of password and code. @param {Page} page */
export async function chooseApp(page) {
  await see(page, 'Select your login method');
  await page.getByRole('radio', { name: 'Authenticator app' }).check();
  await press(page, 'Continue');
  await see(page, 'Sign in with your authenticator app');
}

/** @param {Page} page @param {string} email */
export async function enterPassword(page, email, password = PASSWORD) {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Continue');
}

/** @param {Page} page @param {string} code */
export async function enterCode(page, code) {
  await see(page, 'Check your authenticator app');
  await page.getByLabel('Enter verification code').fill(code);
  await press(page, 'Submit');
}

/** @param {Page} page @param {string} email @param {Phone} phone */
export async function signIn(page, email, phone, password = PASSWORD) {
  await page.goto('/sign-in');
  await chooseApp(page);
  await enterPassword(page, email, password);
  await enterCode(page, await phone.fresh());
}

/** @param {Page} page */
export async function signOut(page) {
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  await see(page, 'You are signed out');
}

/** The same on a page that may show an error. @param {Page} page @param {string} code */
export async function enterCodeAgain(page, code) {
  await page.getByLabel('Enter verification code').fill(code);
  await press(page, 'Submit');
}

/** Two applications, one of each level: fictional, as everything here. @param {import('./server.js').CareIdentity} server */
export async function listApplications(server) {
  const file = path.join(server.folder, 'applications.toml');
  const section = (id, name, level, description) =>
    `[[application]]\nid = "${id}"\nname = "${name}"\naddress = "https://${id}.anytown.example"\nlevel = ${level}\ndescription = "${description}"\n`;
  const sections = [
    section('records', 'Anytown patient records', 2, "Look up a patient's medicines, allergies and recent care."),
    section('prescribing', 'Millbrook prescribing', 3, 'Write and sign prescriptions.'),
  ];
  await writeFile(file, sections.join('\n'));
  await server.cli('application', 'load', file);
}
