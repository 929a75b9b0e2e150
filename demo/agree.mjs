// Signs a made-up member in at a demonstration shop and agrees to what a wallet asks for, as a
// person would in a browser: node agree.mjs E-MAIL OUTBOX < what `kantis connect` says on the way.
//
// The wallet's address is the first one with a query in what it says. The one-time code is in the
// shop's outbox, which only a demonstration has.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [email, outbox] = process.argv.slice(2);

let cookies = '';

// Whoever reads this wants the reason, not where in here it came up.
process.on('uncaughtException', (error) => {
  console.error(`The sign-in at the shop did not work: ${error.message}`);
  process.exit(1);
});

/** Goes somewhere as a browser does, up to where the shop's own pages end. */
async function go(address, fields) {
  const answer = await fetch(address, {
    method: fields ? 'POST' : 'GET',
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    headers: cookies ? { cookie: cookies, origin: new URL(address).origin } : {},
    body: fields ? new URLSearchParams(fields) : undefined,
  });
  const fresh = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const kept = cookies.split('; ').filter((one) => one && !fresh.some((cookie) => cookie.split('=')[0] === one.split('=')[0]));
  cookies = [...kept, ...fresh].join('; ');
  const to = answer.headers.get('location');
  if (!to) return { address, html: await answer.text(), status: answer.status };
  const next = new URL(to, address);
  // Back at the wallet: it answers a page of its own.
  if (next.origin !== new URL(address).origin) return { left: await (await fetch(next)).text() };
  return go(next.href);
}

/** Sends a form of a page with what it holds itself. */
function send(page, action, fields) {
  const form = page.html.split('<form').find((part) => part.includes(`action="${action}"`))?.split('</form>')[0];
  if (!form) throw new Error(`the page has no ${action} (status ${page.status})`);
  const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
    / name="([^"]*)"/.exec(tag)?.[1] ?? '',
    (/ value="([^"]*)"/.exec(tag)?.[1] ?? '').replaceAll('&#38;', '&'),
  ]);
  return go(new URL(action, page.address).href, { ...Object.fromEntries(hidden), ...fields });
}

function code() {
  const letters = readdirSync(outbox)
    .sort()
    .map((name) => readFileSync(join(outbox, name), 'utf8'))
    .filter((letter) => letter.includes(email));
  return /\b(\d{6})\b/.exec(letters.at(-1).split(/\r?\n\r?\n/).slice(1).join('\n'))[1];
}

let agreed = false;
// Read to its end: whoever writes there is not done yet.
for await (const line of createInterface({ input: process.stdin })) {
  const address = /https?:\/\/\S+\?\S+/.exec(line)?.[0];
  if (!address || agreed) continue;
  agreed = true;
  let page = await send(await go(address), '/sign-in/email', { email });
  page = await send(page, '/sign-in/code', { code: code() });
  if (page.html?.includes('action="/sign-in/join"')) page = await send(page, '/sign-in/join', {});
  await send(page, '/sign-in/decide', { answer: 'allow' });
}
if (!agreed) throw new Error('the wallet did not ask for one');
