// What is done in the room is sent without leaving the page. What may come late waits on this machine while
// the line is cut and goes out in its order, once; what may not (data-now) is told to have failed.
const who = document.body.dataset.actor, token = document.querySelector('[data-live]')?.dataset.token;
const asked = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
const open = () => {
  const opening = indexedDB.open('congvu-commands', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('commands', { keyPath: 'number', autoIncrement: true });
  return asked(opening).catch(() => null);
};
let opened;
const store = async (mode) => (await (opened ??= open()))?.transaction('commands', mode, { durability: 'strict' }).objectStore('commands');
const all = async () => { const kept = await store('readonly'); return kept ? (await asked(kept.getAll())).filter((one) => one.who === who) : []; };
const drop = async (one) => asked((await store('readwrite')).delete(one.number));
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`commands:${name}`, { detail }));
const count = async () => say('waiting', { count: (await all()).length });
const post = (one) => fetch(one.url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token, 'X-Sent-At': new Date().toISOString(), ...one.key && { 'Idempotency-Key': one.key } },
  body: JSON.stringify({ ...one.body, client_at: one.at }),
}).catch(() => null);
const isStale = async (answer) => answer.status === 403 && (await answer.clone().json().catch(() => null))?.code === 'stale-page';
const tell = async (one, answer) => {
  const said = answer.ok ? null : await answer.json().catch(() => ({}));
  say(answer.ok ? 'done' : 'refused', { url: one.url, body: one.body, title: said?.title, fix: said?.fix });
};
// True when the command is settled: done, or refused for good. An ended session keeps it for the next one.
const settle = async (one) => {
  const answer = await post(one);
  if (!answer || answer.status >= 500 || [401, 429].includes(answer.status) || await isStale(answer)) return say('held', { status: answer?.status ?? 0 });
  await drop(one);
  await tell(one, answer);
  return true;
};
const empty = async () => { for (const one of await all()) if (!await settle(one)) break; await count(); };
let wanted = 0;
const pump = () => { wanted = 0; return navigator.locks ? navigator.locks.request('commands', empty) : empty(); };
const later = () => { wanted ||= setTimeout(pump, 3000 + Math.random() * 1000); };
const filled = (form, by) => ({
  who, url: form.dataset.command, at: new Date().toISOString(),
  body: Object.fromEntries([...new FormData(form, by)].filter(([name]) => !name.startsWith('_'))),
});
const now = async (one) => { const answer = await post(one); return answer ? tell(one, answer) : say('cut', {}); };
const keep = async (one, form) => {
  if (!await (opened ??= open())) return now(one);
  if ('autosend' in form.dataset) for (const old of await all()) if (old.url === one.url) await drop(old);
  await asked((await store('readwrite')).add({ ...one, key: crypto.randomUUID() }));
  form.querySelectorAll('textarea').forEach((el) => { el.defaultValue = el.value; });
  if (!('autosend' in form.dataset)) document.activeElement?.blur();
  await count();
  return pump();
};
document.addEventListener('submit', (e) => {
  const form = e.target;
  if (!form.dataset.command || !token || !crypto.randomUUID) return;
  e.preventDefault();
  if ('now' in form.dataset) now(filled(form, e.submitter)); else keep(filled(form, e.submitter), form);
}, true);
let writing = 0;
document.addEventListener('input', (e) => {
  const form = e.target.form;
  if (!form || !('autosend' in form.dataset)) return;
  clearTimeout(writing);
  writing = setTimeout(() => form.requestSubmit(), 1500);
});
document.addEventListener('commands:held', later);
if (token) { addEventListener('online', pump); pump(); }
