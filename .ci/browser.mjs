// browser.mjs BIN [FOLDER]    walks through the pages of BIN's server in a real browser, as a reader does.
//
// - Each kind of page, light and dark: no violation that axe-core finds, nothing on the console, nothing wider than the
//   window at 320 pixels.
// - By keyboard alone: from the overview to an article, to marked words, to their facts; a question is asked and answered.
// - In the query box: what is typed is coloured, and a suggestion can be taken.
// - Drafts are reviewed: accepted, rejected, undone, edited, and the files say what was decided.
// - Without script: the pages say the same.
//
// Screenshots go to FOLDER, if one is given. Needs playwright-core, axe-core and Chromium. Exit status 1 where anything is
// otherwise than it should be.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Starts the server on a port of the system's choice; gives its address, the process and the token behind the address. */
function serve(data = 'data', ...more) {
  const server = spawn(binary, ['serve', data, '--bind', '127.0.0.1:0', ...more], { cwd: root });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const found = said.match(/(http:\/\/[0-9.]+:[0-9]+)\/(#\S*)? /);
      if (found) resolve([found[1], server, found[2]]);
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

/** Complains of what axe-core finds on a page. */
async function inspect(page, where) {
  // The strict policy keeps scripts of others out of the page; the browser's own tools are let in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const { id, help, nodes } of violations) complain(where, `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(' ')}`);
}

async function look(context, base, scheme) {
  for (const name of Object.keys(pages)) {
    const page = await open(context, base, name);
    await inspect(page, `${name}, ${scheme}`);
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

async function queryBox(context, base) {
  const page = await open(context, base, 'ask');
  const step = async (what, done) => { if (!(await done)) complain('query box', what); };
  const value = () => page.inputValue('#query');
  await page.fill('#query', '');
  await page.locator('#query').pressSequentially('SELECT ?who { ?who observerA');
  await page.waitForSelector('#suggestions li');
  await step('a property is suggested by its name', page.evaluate(() => document.querySelector('#suggestions li').textContent.startsWith('af:observerAt')));
  await page.keyboard.press('ArrowDown');
  await step('the chosen suggestion is told', page.evaluate(() => document.getElementById('query').getAttribute('aria-activedescendant') === 'suggestion-0'));
  await inspect(page, 'query box');
  if (folder) await page.screenshot({ path: path.join(folder, 'suggestions.png') });
  await page.keyboard.press('Enter');
  if ((await value()) !== 'SELECT ?who { ?who af:observerAt') complain('query box', `a suggestion is put in: ${await value()}`);
  await page.locator('#query').pressSequentially(' ent:kaz');
  await page.waitForFunction(() => document.querySelector('#suggestions li')?.textContent.startsWith('ent:kaz'));
  await page.keyboard.press('Escape');
  await step('Escape hides the suggestions', page.locator('#suggestions').isHidden());
  await page.locator('#query').pressSequentially('akhstan # who "?');
  await step('what is shown is what is typed', page.evaluate(() => document.querySelector('.shade').textContent === document.getElementById('query').value + '\n'));
  await step('the colours follow the tokens', page.evaluate(() => [...document.querySelectorAll('.shade span')].map((span) => span.className).join() === 'word,variable,variable,remark'));
  await page.fill('#query', 'SELECT ?x {\n' + '  ?x a af:Person .\n'.repeat(40) + '}');
  await page.evaluate(() => { document.getElementById('query').scrollTop = 1e6; });
  await page.waitForFunction(() => { const box = document.getElementById('query'); return document.querySelector('.shade').scrollTop === box.scrollTop; });
  await page.fill('#query', 'ASK { ent:kazakhstan a af:Country }');
  await Promise.all([page.waitForURL((url) => url.searchParams.has('query')), page.press('#query', 'Control+Enter')]);
  await step('Control and Enter ask', page.evaluate(() => document.querySelector('.verdict')?.textContent === 'Yes'));
  await page.close();
}

/** Reviews the drafts of an article: some one by one, by keys alone, then the rest. */
async function review(browser) {
  const data = mkdtempSync(path.join(tmpdir(), 'review-'));
  copyFileSync(path.join(root, 'data/kazakhstan-council-of-europe/article.txt'), path.join(data, 'run.txt'));
  const run = (...args) => spawnSync(binary, args, { cwd: data, encoding: 'utf8' });
  run('draft', 'run.txt', '--new', 'run');
  const [base, server, token] = await serve(data, '--allow-write');
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => complain('review', error.message));
    await page.goto(`${base}/${token}`);
    await page.goto(`${base}/review/run`);
    const rejections = () => /^rejected:/m.test(readFileSync(path.join(data, 'run/drafts.yaml'), 'utf8'));
    const left = () => page.locator('[data-draft]').count();
    const all = await left();
    if (all < 6) return complain('review', `${all} drafts are too few for a walk`);
    const becomes = async (what, count) => {
      try {
        await page.waitForFunction((count) => document.querySelectorAll('[data-draft]').length === count, count, { timeout: 20000 });
      } catch {
        complain('review', `${what}: ${await left()} drafts are left, not ${count}; the page says: ${await page.textContent('#status')}`);
      }
    };
    await inspect(page, 'review');
    if (folder) await page.screenshot({ path: path.join(folder, 'review.png') });
    await page.keyboard.press('a');
    await page.waitForFunction(() => document.activeElement.id === 'by');
    await becomes('nothing is accepted by nobody', all);
    await page.keyboard.type('Ann Berg');
    await page.keyboard.press('Tab');
    await page.keyboard.press('a');
    await becomes('a key accepts', all - 1);
    await page.keyboard.press('x');
    await becomes('a key rejects', all - 2);
    if (!rejections()) complain('review', 'a rejection is not in the file');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('u')]);
    await becomes('a key undoes the rejection', all - 1);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('u')]);
    await becomes('a key undoes what was accepted', all);
    if (rejections()) complain('review', 'a rejection that is undone is still in the file');
    await page.keyboard.press('a');
    await becomes('a key accepts again', all - 1);
    await page.keyboard.press('e');
    await page.fill('#fact [name=note]', 'Read twice.');
    if (folder) await page.screenshot({ path: path.join(folder, 'review-edit.png') });
    await Promise.all([page.waitForEvent('load'), page.click('#fact button:not([type])')]);
    await becomes('an edited draft is still to be decided', all - 1);
    await page.keyboard.press('x');
    await becomes('the next is rejected', all - 2);
    await page.click('[data-act=all]');
    await becomes('the rest is accepted', 0);
    const facts = readFileSync(path.join(data, 'run/facts.yaml'), 'utf8');
    const written = (facts.match(/^ *- *\{?(?:id|subject|predicate):/gm) ?? []).length;
    if (written !== all - 1) complain('review', `${written} facts are written, not ${all - 1}`);
    const checked = run('check', 'run');
    if (checked.status !== 0) complain('review', `what was accepted does not pass: ${checked.stderr}`);
  } finally {
    await context.close();
    server.kill();
    rmSync(data, { recursive: true });
  }
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
    if (scheme === 'light') {
      await keyboard(context, base);
      await queryBox(context, base);
    }
    await context.close();
  }
  await withoutScript(browser, base);
  await review(browser);
} finally {
  await browser.close();
  server.kill();
}
console.log(`${Object.keys(pages).length} kinds of pages, light and dark, ${complaints} complaints`);
process.exitCode = complaints ? 1 : 0;
