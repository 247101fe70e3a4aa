// One stream for all tabs of a browser: the tab that holds the lock listens and passes on what it hears.
// It says on the document: live:told {id, kind}, live:resync, live:state {is: on | off | ended}.
const home = document.querySelector('[data-live]'), url = home?.dataset.live;
let last = Number(home?.dataset.liveAfter) || 0, ended = false, leads = false;
const tabs = url && new BroadcastChannel(`live:${url}`);
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
const hear = ({ name, detail }) => {
  if (name === 'here' && leads && detail.last < last) tabs.postMessage({ name: 'resync' });
  if (name === 'here' || (name === 'told' && detail.id <= last)) return;
  if (name === 'told') last = detail.id;
  say(name, detail);
};
const pass = (name, detail) => { tabs.postMessage({ name, detail }); hear({ name, detail }); };
const rest = (seconds) => new Promise((done) => setTimeout(done, seconds * (1000 + Math.random() * 300)));
const end = () => { ended = true; pass('state', { is: 'ended' }); };
const stream = () => new Promise((done) => {
  const source = new EventSource(`${url}?after=${last}`);
  const stop = () => { source.close(); done(); };
  source.addEventListener('ready', () => pass('state', { is: 'on' }));
  source.addEventListener('resync', () => pass('resync'));
  source.addEventListener('end', () => { stop(); end(); });
  source.onmessage = (e) => pass('told', { id: Number(e.lastEventId), kind: e.data });
  source.onerror = () => { pass('state', { is: 'off' }); if (source.readyState === EventSource.CLOSED) stop(); };
});
// Where no stream is to be had the page asks and waits; after some minutes it tries for a stream again.
const ask = async () => {
  for (const until = Date.now() + 240000; Date.now() < until && !ended;) {
    const answer = await fetch(`${url}?wait=25&after=${last}`).catch(() => null);
    if (answer && [401, 403, 404].includes(answer.status)) return end();
    if (!answer?.ok || answer.redirected) { pass('state', { is: 'off' }); await rest(3); continue; }
    const said = await answer.json();
    pass('state', { is: 'on' });
    if (said.resync) { last = said.last; pass('resync'); }
    said.events.forEach((one) => pass('told', one));
    last = Math.max(last, said.last);
    if (said.again) await rest(said.again);
  }
};
const lead = async () => { leads = true; while (!ended) { await stream(); if (!ended) await ask(); } };
if (url) {
  tabs.onmessage = (e) => hear(e.data);
  tabs.postMessage({ name: 'here', detail: { last } });
  if (navigator.locks) navigator.locks.request(`live:${url}`, lead); else lead();
}
