// Mail as its reader sees it: messages of a folder, decoded (RFC 2045 to 2047, as far as the server uses them).

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** How long a mail may take to arrive. */
const PATIENCE = 15_000;

/** @typedef {{ file: string, to: string, subject: string, messageId: string, text: string, html: string, raw: string }} Message */

/** The folder that `file:` mail is written to. */
export class Mailbox {
  constructor(folder) {
    this.folder = folder;
    this.read = new Set();
  }

  /** @returns {Promise<Message[]>} everything that was sent to an address, or at all; the oldest first */
  async messages(to) {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.eml')).sort();
    const messages = await Promise.all(files.map(async (file) => parse(file, await readFile(path.join(this.folder, file), 'latin1'))));
    return to ? messages.filter((message) => message.to === to.toLowerCase()) : messages;
  }

  /**
   * The newest mail to an address that fits and was not read before.
   * @param {string} to
   * @param {(message: Message) => boolean} [fits]
   * @param {number} [patience] milliseconds
   */
  async next(to, fits = () => true, patience = PATIENCE) {
    const until = Date.now() + patience;
    for (;;) {
      const unread = (await this.messages(to)).filter((message) => !this.read.has(message.file) && fits(message));
      const newest = unread.at(-1);
      if (newest) {
        for (const message of unread) this.read.add(message.file);
        return newest;
      }
      if (Date.now() > until) throw new Error(`no mail to ${to} arrived in ${patience / 1000} seconds`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** @param {string} to @param {number} [patience] @returns {Promise<string>} the 8 digits of the newest mail that has some */
  async code(to, patience) {
    const message = await this.next(to, (one) => digits(one.text) !== undefined, patience);
    return /** @type {string} */ (digits(message.text));
  }
}

const digits = (text) => /^\s*(\d{8})\s*$/m.exec(text)?.[1];

/** @returns {Message} */
function parse(file, raw) {
  const { headers, parts } = entity(raw);
  const find = (type) => parts.find((part) => part.type === type)?.body ?? '';
  const address = headers.get('to') ?? '';
  return {
    file,
    raw,
    to: (/<([^>]+)>/.exec(address)?.[1] ?? address).trim().toLowerCase(),
    subject: words(headers.get('subject') ?? ''),
    messageId: headers.get('message-id') ?? '',
    text: find('text/plain'),
    html: find('text/html'),
  };
}

/** A message or a part of one: its headers, and the leaves below it, decoded. */
function entity(raw) {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end ? raw.slice(0, end.index) : raw;
  const body = end ? raw.slice(end.index + end[0].length) : '';
  const headers = new Map();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) {
    return { headers, parts: [{ type: type.split(';')[0].trim().toLowerCase(), body: decode(body, headers.get('content-transfer-encoding')) }] };
  }
  const inner = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
  return { headers, parts: inner.filter((part) => !part.startsWith('--')).flatMap((part) => entity(part.replace(/^\r?\n/, '')).parts) };
}

function decode(body, coding = '7bit') {
  switch (coding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

/** Encoded words (RFC 2047). */
function words(text) {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, coding, value) =>
    coding.toLowerCase() === 'b' ? Buffer.from(value, 'base64').toString('utf8') : decode(value.replace(/_/g, ' '), 'quoted-printable'),
  );
}
