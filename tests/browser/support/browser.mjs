import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

// Nothing of the browser's own may go to the network: no updates, no component downloads, no sync.
const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-domain-reliability', '--disable-client-side-phishing-detection',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];
const kCandidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the system's Chromium with a fresh profile that goes when it is closed. */
export async function launch() {
  const executablePath = kCandidates.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('No Chromium found: install the package chromium, or set CHROMIUM to its path');
  return chromium.launch({ executablePath, headless: true, args: kFlags });
}
