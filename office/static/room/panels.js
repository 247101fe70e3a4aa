// What was told of is asked for anew: each panel by the kinds it shows, not more often than its pace,
// and never under the hands of somebody who types in it. The clocks of the page are those of the house.
const room = document.querySelector('[data-state]'), all = new Set((room?.dataset.all ?? '').split(' '));
const panels = () => [...room.querySelectorAll('[data-panel]')];
let skew = room ? Date.parse(room.dataset.now) - Date.now() : 0, due = 0;
const wanted = new Set();
const typing = (panel) => panel.querySelector('[data-inside]') || panel.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')
  && (document.activeElement.value !== document.activeElement.defaultValue || document.activeElement.matches('select'));
const face = (seconds) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return (parts[0] ? parts : parts.slice(1)).map((part, at) => (at ? String(part).padStart(2, '0') : parts[0] ? String(part) : String(part).padStart(2, '0'))).join(':');
};
const tick = () => room.querySelectorAll('[data-since]').forEach((el) => {
  const seconds = Math.max(0, (Date.now() + skew - Date.parse(el.dataset.since)) / 1000), planned = Number(el.dataset.planned);
  el.textContent = face(seconds);
  if (!planned) return;
  const over = seconds > planned, bar = el.closest('li')?.querySelector('progress');
  el.classList.toggle('over', over);
  el.parentElement.querySelector('[data-over]')?.toggleAttribute('hidden', !over);
  if (bar) bar.value = Math.min(seconds, planned);
});
const put = (name, html) => {
  const panel = document.getElementById(`panel-${name}`);
  if (!panel || panel.innerHTML === html) return;
  if (typing(panel)) return wanted.add(name);
  const open = [...panel.querySelectorAll('details')].map((d) => d.open), focus = document.activeElement?.id;
  panel.innerHTML = html;
  panel.querySelectorAll('details').forEach((d, at) => { d.open = open[at] ?? d.open; });
  if (focus && panel.querySelector(`#${CSS.escape(focus)}`)) document.getElementById(focus).focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id: panel.id } }));
};
const load = async () => {
  const names = [...wanted], url = new URL(room.dataset.state, location.href);
  wanted.clear(); due = 0;
  names.forEach((name) => url.searchParams.append('panel', name));
  const asked = Date.now(), answer = await fetch(url).catch(() => null);
  if (answer?.status === 403 || answer?.status === 404) return location.reload();
  if (!answer?.ok || answer.redirected) { names.forEach((name) => wanted.add(name)); return soon(5); }
  const said = await answer.json();
  skew = Date.parse(said.now) - (asked + Date.now()) / 2;
  Object.entries(said.panels).forEach(([name, html]) => put(name, html));
  tick(); told();
};
const soon = (seconds) => {
  const at = Date.now() + seconds * (500 + Math.random() * 1000);
  if (due && due.at <= at) return;
  clearTimeout(due.timer);
  due = { at, timer: setTimeout(load, at - Date.now()) };
};
const ask = (some) => some.forEach((panel) => { wanted.add(panel.dataset.panel); soon(Number(panel.dataset.pace)); });
const told = () => {
  const shown = document.querySelector('[data-line=skew]');
  if (!shown) return;
  shown.hidden = Math.abs(skew) < 60000;
  shown.querySelector('[data-skew]').textContent = `${skew > 0 ? '-' : '+'}${face(Math.abs(skew) / 1000)}`;
};
const line = (name, on) => document.querySelector(`[data-line=${name}]`)?.toggleAttribute('hidden', !on);
const toast = (text) => {
  const made = document.getElementById('room-toast').content.cloneNode(true);
  made.querySelector('p').textContent = text;
  document.getElementById('toasts').append(made);
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id: 'toasts' } }));
};
if (room) {
  document.addEventListener('live:told', ({ detail }) => ask(panels().filter((p) => all.has(detail.kind) || p.dataset.kinds.split(' ').includes(detail.kind))));
  document.addEventListener('live:told', ({ detail }) => { if (detail.kind === 'opened') location.reload(); });
  document.addEventListener('live:resync', () => ask(panels()));
  document.addEventListener('live:state', ({ detail }) => { line('off', detail.is === 'off'); line('ended', detail.is === 'ended'); });
  document.addEventListener('commands:waiting', ({ detail }) => {
    line('waiting', detail.count > 0);
    const shown = document.querySelector('[data-line=waiting] [data-count]');
    if (shown) shown.textContent = detail.count;
  });
  document.addEventListener('commands:done', ({ detail }) => ask(panels().filter((p) => p.querySelector(`[data-command="${CSS.escape(detail.url)}"]:not([data-autosend])`))));
  document.addEventListener('commands:refused', ({ detail }) => { toast([detail.title, detail.fix].filter(Boolean).join(' ')); ask(panels()); });
  document.addEventListener('commands:cut', () => document.getElementById('toasts').append(document.getElementById('room-cut').content.cloneNode(true)));
  room.addEventListener('focusout', () => { if (wanted.size) soon(1); });
  panels().filter((p) => p.dataset.every).forEach((p) => setInterval(() => ask([p]), Number(p.dataset.every) * 1000));
  setInterval(tick, 1000);
  told();
}
