// Devices that sign: the browser's own virtual authenticators, as WebDriver knows them. One page has one at a time.

/** @typedef {import('@playwright/test').Page} Page */

export class Device {
  /** What this computer keeps itself, such as Windows Hello. */
  static here = { transport: 'internal', synced: false };
  /** What is plugged in. */
  static key = { transport: 'usb', synced: false };
  /** A passkey that its owner's devices share. */
  static synced = { transport: 'internal', synced: true };

  /**
   * @param {Page} page
   * @param {{ transport: string, synced: boolean }} what
   * @param {{ verifies?: boolean, canVerify?: boolean, keys?: any[] }} [options] whether it checks that it is its owner, whether it
   *   could, and the keys that it has
   * @returns {Promise<Device>}
   */
  static async attach(page, what, { verifies = true, canVerify = true, keys = [] } = {}) {
    const browser = await page.context().newCDPSession(page);
    await browser.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: /** @type {any} */ (what.transport),
        hasResidentKey: true,
        hasUserVerification: canVerify,
        isUserVerified: verifies && canVerify,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: what.synced,
        defaultBackupState: what.synced,
      },
    });
    for (const credential of keys) await browser.send('WebAuthn.addCredential', { authenticatorId, credential });
    return new Device(page, what, browser, authenticatorId);
  }

  constructor(page, what, browser, id) {
    this.page = page;
    this.what = what;
    this.browser = browser;
    this.id = id;
  }

  /** Carries the device, with its keys, to another page. @param {Page} page */
  async carryTo(page) {
    return Device.attach(page, this.what, { keys: await this.keys() });
  }

  /** @returns {Promise<any[]>} its keys */
  async keys() {
    const { credentials } = await this.browser.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials;
  }

  /** Whether it checks that it is its owner, from now on. @param {boolean} verifies */
  async setVerifies(verifies) {
    await this.browser.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified: verifies });
  }

  /** Whether somebody touches it when it asks. @param {boolean} touched */
  async setTouched(touched) {
    await this.browser.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.id, enabled: touched });
  }

  /** Says that all its keys are shared from now on, or that they are not. */
  async share(shared = true) {
    for (const { credentialId } of await this.keys()) {
      await this.browser.send('WebAuthn.setCredentialProperties', {
        authenticatorId: this.id,
        credentialId,
        backupEligibility: shared,
        backupState: shared,
      });
    }
  }

  async remove() {
    await this.browser.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id });
    await this.browser.detach();
  }
}
