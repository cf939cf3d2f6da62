// Takes a picture of every page, wide, phone and dark: `npm run look -- FOLDER`. For people to look at.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './support/browser.mjs';
import { startServer } from './support/server.mjs';

const folder = process.argv[2] ?? 'look';
const only = process.argv[3];
const kViews = {
  wide: { viewport: { width: 1360, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1360, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2, isMobile: true },
};

async function look(browser, server, prefix) {
  const { data } = await fetch(`${server.baseUrl}/v1/sessions?limit=200`).then((r) => r.json());
  const full = await Promise.all(data.filter((s) => s.correctionSize !== null && s.userRating !== null).slice(0, 1).map((s) => s.id));
  const pages = { overview: './', experiment: './#/experiment', sessions: './#/sessions', learning: './#/learning', scheduler: './#/scheduler', settings: './#/settings', demo: './demo' };
  if (data.length) pages.session = `./#/sessions/${full[0] ?? data[0].id}`;
  for (const [view, options] of Object.entries(kViews)) {
    const context = await browser.newContext(options);
    for (const [name, address] of Object.entries(pages)) {
      if (only && name !== only) continue;
      const page = await context.newPage();
      page.on('pageerror', (error) => console.log(`${view} ${name}: ${error.message}`));
      page.on('console', (m) => { if (m.type() === 'error') console.log(`${view} ${name}: ${m.text()}`); });
      await page.goto(new URL(address, `${server.baseUrl}/`).href);
      await page.waitForTimeout(900);
      if (name === 'demo') {
        await page.getByRole('button', { name: 'AI Resize' }).click();
        await page.waitForTimeout(700);
      }
      const wide = await page.evaluate((width) => document.documentElement.scrollWidth - width, options.viewport.width);
      if (wide > 0) console.log(`${view} ${name}: ${wide} px wider than the window`);
      await page.screenshot({ path: join(folder, `${prefix}${name}-${view}.png`), fullPage: name !== 'demo' });
      await page.close();
    }
    await context.close();
  }
}

await mkdir(folder, { recursive: true });
const browser = await launch();
const full = await startServer({ full: true });
const empty = await startServer({ full: false });
try {
  await look(browser, full, '');
  if (empty.isMock) await look(browser, empty, 'empty-');
} finally {
  await browser.close();
  await full.stop();
  await empty.stop();
}
