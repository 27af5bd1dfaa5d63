// browser.mjs BIN [FOLDER]    walks through the pages of BIN's server in a real browser, as a reader does.
//
// - Each kind of page, light and dark: no violation that axe-core finds, nothing on the console, nothing wider than the
//   window at 320 pixels.
// - By keyboard alone: from the overview to an article, to marked words, to their facts; a question is asked and answered.
// - Without script: the pages say the same.
//
// Screenshots go to FOLDER, if one is given. Needs playwright-core, axe-core and Chromium. Exit status 1 where anything is
// otherwise than it should be.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.env.NODE_PATH ?? '.', 'index.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [binary, folder] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '..');
const pages = {
  overview: '/',
  facets: '/?modality=planned',
  article: '/article/kazakhstan-council-of-europe',
  uncovered: '/article/kazakhstan-council-of-europe?uncovered=1',
  fact: '/article/kazakhstan-council-of-europe/fact/f01a',
  thing: '/entity/kazakhstan',
  search: '/search?q=convention',
  connect: '/connect?from=kazakhstan&to=strasbourg',
  questions: '/questions/',
  question: '/questions/observer-status?body=cepej',
  ask: '/sparql',
  answer: '/sparql?query=' + encodeURIComponent('SELECT ?who ?where { ?who af:observerAt ?where }'),
  wrong: '/sparql?query=' + encodeURIComponent('SELECT ?who { ?who af:observerAtt ?where '),
  ontology: '/ontology',
  missing: '/nowhere',
};

let complaints = 0;
const complain = (where, what) => { complaints += 1; console.log(`${where}: ${what}`); };

/** Starts the server on a port of the system's choice; gives its address and the process. */
function serve() {
  const server = spawn(binary, ['serve', 'data', '--bind', '127.0.0.1:0'], { cwd: root });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const found = said.match(/http:\/\/[0-9.]+:[0-9]+\//);
      if (found) resolve([found[0].slice(0, -1), server]);
    });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}

/** A page whose console and requests are listened to. */
async function open(context, base, name) {
  const page = await context.newPage();
  // A page that says what went wrong has a status that says so too, and the browser notes that.
  const due = (text) => ['wrong', 'missing'].includes(name) && text.includes('the server responded with a status of 40');
  page.on('console', (message) => { if (message.type() === 'error' && !due(message.text())) complain(name, message.text()); });
  page.on('pageerror', (error) => complain(name, error.message));
  page.on('request', (request) => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) complain(name, `asks ${request.url()}`); });
  await page.goto(base + pages[name]);
  return page;
}

async function look(context, base, scheme) {
  for (const name of Object.keys(pages)) {
    const page = await open(context, base, name);
    // The strict policy keeps scripts of others out of the page; the browser's own tools are let in.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const { id, help, nodes } of violations) complain(`${name}, ${scheme}`, `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(' ')}`);
    if (folder) await page.screenshot({ path: path.join(folder, `${name}-${scheme}.png`), fullPage: false });
    await page.setViewportSize({ width: 320, height: 700 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > 320) complain(`${name}, ${scheme}`, `is ${wide} pixels wide in a window of 320`);
    if (folder && scheme === 'light') await page.screenshot({ path: path.join(folder, `${name}-narrow.png`) });
    await page.close();
  }
}

/** Presses Tab until the element in focus fits; at most so many times. */
async function tabTo(page, fits, most = 400) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(fits)) return true;
  }
  return false;
}

async function keyboard(context, base) {
  const page = await open(context, base, 'overview');
  const step = async (what, done) => { if (!(await done)) complain('keyboard', what); };
  await page.keyboard.press('Tab');
  await step('the first stop leads to the content', page.evaluate(() => document.activeElement.getAttribute('href') === '#main'));
  await step('an article can be reached', tabTo(page, () => document.activeElement.getAttribute('href') === '/article/kazakhstan-council-of-europe'));
  await Promise.all([page.waitForURL((url) => url.pathname.startsWith('/article/')), page.keyboard.press('Enter')]);
  await step('marked words can be reached', tabTo(page, () => document.activeElement.classList.contains('q')));
  const chosen = await page.evaluate(() => document.activeElement.dataset.facts.split(' '));
  await page.keyboard.press('Enter');
  const shown = () => page.evaluate(() => [...document.querySelectorAll('[data-fact]')].filter((fact) => fact.offsetParent !== null).map((fact) => fact.dataset.fact));
  const facts = await shown();
  if (facts.join() !== chosen.join()) complain('keyboard', `marked words show the facts ${facts} rather than ${chosen}`);
  await page.keyboard.press('Escape');
  if ((await shown()).length <= chosen.length) complain('keyboard', 'Escape shows all facts again');
  await page.goto(base + pages.ask);
  await step('the query can be reached', tabTo(page, () => document.activeElement.tagName === 'TEXTAREA'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('SELECT ?who ?where { ?who af:observerAt ?where }');
  await step('the button can be reached', tabTo(page, () => document.activeElement.tagName === 'BUTTON', 20));
  await Promise.all([page.waitForURL((url) => url.searchParams.has('query')), page.keyboard.press('Enter')]);
  await step('an answer has rows', page.evaluate(() => document.querySelectorAll('table tbody tr').length > 0));
  await page.close();
}

async function withoutScript(browser, base) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(base + pages.article);
  if ((await page.locator('[data-fact]:visible').count()) < 100) complain('without script', 'an article shows its facts');
  await page.goto(base + pages.question);
  if ((await page.locator('table tbody tr').count()) === 0) complain('without script', 'a saved question has an answer');
  await context.close();
}

if (folder) mkdirSync(folder, { recursive: true });
const [base, server] = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const scheme of ['light', 'dark']) {
    const context = await browser.newContext({ colorScheme: scheme, bypassCSP: false });
    await look(context, base, scheme);
    if (scheme === 'light') await keyboard(context, base);
    await context.close();
  }
  await withoutScript(browser, base);
} finally {
  await browser.close();
  server.kill();
}
console.log(`${Object.keys(pages).length} kinds of pages, light and dark, ${complaints} complaints`);
process.exitCode = complaints ? 1 : 0;
