// What is done in the room while the line is cut waits on this machine and goes out in its order, once.
// A form with data-command is sent as JSON under a key of its own; without this script it is a plain form.
const who = document.body.dataset.actor, token = document.querySelector('[data-live]')?.dataset.token;
const asked = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
const opening = indexedDB.open('congvu-commands', 1);
opening.onupgradeneeded = () => opening.result.createObjectStore('commands', { keyPath: 'number', autoIncrement: true });
const opened = asked(opening).catch(() => null);
const store = async (mode) => (await opened)?.transaction('commands', mode, { durability: 'strict' }).objectStore('commands');
const all = async () => { const kept = await store('readonly'); return kept ? (await asked(kept.getAll())).filter((one) => one.who === who) : []; };
const drop = async (one) => asked((await store('readwrite')).delete(one.number));
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`commands:${name}`, { detail }));
const count = async () => say('waiting', { count: (await all()).length });
const post = (one) => fetch(one.url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': one.key, 'X-CSRF-Token': token },
  body: JSON.stringify({ ...one.body, client_at: one.at, sent_at: new Date().toISOString() }),
});
// True when the command is settled: done, or refused for good. An ended session keeps it for the next one.
const settle = async (one) => {
  const answer = await post(one).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 401 || answer.status === 429) return say('held', { status: answer?.status ?? 0 });
  const said = answer.ok ? null : await answer.json().catch(() => ({}));
  await drop(one);
  say(answer.ok ? 'done' : 'refused', { url: one.url, body: one.body, title: said?.title, fix: said?.fix });
  return true;
};
const empty = async () => { for (const one of await all()) if (!await settle(one)) break; await count(); };
let wanted = 0;
const pump = () => { wanted = 0; return navigator.locks ? navigator.locks.request('commands', empty) : empty(); };
const later = () => { wanted ||= setTimeout(pump, 3000 + Math.random() * 1000); };
const keep = async (form, by) => {
  const body = Object.fromEntries([...new FormData(form, by)].filter(([name]) => !name.startsWith('_')));
  const one = { who, url: form.dataset.command, key: crypto.randomUUID(), at: new Date().toISOString(), body };
  const kept = await store('readwrite');
  if (!kept) return form.submit();
  await asked(kept.add(one));
  form.dispatchEvent(new CustomEvent('commands:kept', { bubbles: true }));
  await count();
  return pump();
};
document.addEventListener('submit', (e) => {
  if (!e.target.dataset.command || !token || !crypto.randomUUID) return;
  e.preventDefault();
  keep(e.target, e.submitter);
}, true);
document.addEventListener('commands:held', later);
addEventListener('online', pump);
if (token) pump();
