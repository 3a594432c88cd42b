// A phone with an authenticator app: reads the QR code from the screen and computes codes (RFC 6238).

import { createHmac } from 'node:crypto';

import jsQR from 'jsqr';
import { PNG } from 'pngjs';

import { sleep } from './server.js';

const STEP = 30;
/** Seconds that a page may take between reading a code and the server's look at it. */
const MARGIN = 8;

/** An entry of the app. */
export class Phone {
  /** @param {string} url an `otpauth:` link */
  constructor(url) {
    const parsed = new URL(url);
    if (parsed.protocol !== 'otpauth:' || parsed.host !== 'totp') throw new Error(`not an entry for codes by time: ${parsed.protocol}//${parsed.host}`);
    this.issuer = parsed.searchParams.get('issuer');
    this.label = decodeURIComponent(parsed.pathname.slice(1));
    this.parameters = parsed.searchParams;
    this.secret = base32(parsed.searchParams.get('secret') ?? '');
    /** The newest step whose code was given away. */
    this.last = -1;
  }

  /**
   * Points the camera at a figure of the page.
   * @param {import('@playwright/test').Locator} figure
   */
  static async scan(figure) {
    return new Phone(await readQr(figure));
  }

  /** @param {number} step @returns {string} what the app shows in that half minute */
  at(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', this.secret).update(counter).digest();
    const offset = mac[mac.length - 1] & 0xf;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }

  /** What the app shows now; waits when this half minute is about to end. */
  async shows() {
    if (secondsLeft() < MARGIN / 2) await sleep(secondsLeft() * 1000 + 50);
    this.last = Math.max(this.last, now());
    return this.at(now());
  }

  /**
   * A code that the server has not seen and takes: as early as it takes one (a step of skew either way), so that
   * tests wait for the next half minute as seldom as can be.
   */
  async fresh() {
    for (;;) {
      const earliest = secondsLeft() < MARGIN ? now() : now() - 1;
      const step = Math.max(earliest, this.last + 1);
      if (step <= now() + 1) {
        this.last = step;
        return this.at(step);
      }
      await sleep(500);
    }
  }

  /** Six digits that are right at no time near. */
  wrong() {
    const near = new Set([-2, -1, 0, 1, 2, 3].map((step) => this.at(now() + step)));
    return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find((code) => !near.has(code));
  }
}

/** @param {import('@playwright/test').Locator} figure @returns {Promise<string>} */
export async function readQr(figure) {
  const { data, width, height } = PNG.sync.read(await figure.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  if (!found) throw new Error(`no QR code could be read from ${width} x ${height} pixels`);
  return found.data;
}

const now = () => Math.floor(Date.now() / 1000 / STEP);
const secondsLeft = () => STEP - ((Date.now() / 1000) % STEP);

/** RFC 4648, 6. */
function base32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replace(/=+$/, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
