// Single keys for lists and pages. They rest while a field has focus; body[data-keys=off] switches them off.
const doc = document, $$ = (q) => [...doc.querySelectorAll(q)];
const links = () => $$('[data-rows] .li .a a');
const typing = (el) => el.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
let going = 0;
const press = (el) => { if (!el) return; if (!el.matches('input:not([type=checkbox]), textarea')) el.click(); if (el.matches('summary, input, textarea')) el.focus(); };
const shown = (el) => el.checkVisibility?.() ?? true;
// An act behind "more" of a bar has its key too, while the bar is shown.
const inReach = (el) => shown(el.closest('[data-bulk] [popover], .acts [popover]')?.parentElement ?? el);
const step = (by) => {
  const all = links(), at = all.indexOf(doc.activeElement);
  const here = at < 0 ? all.findIndex((a) => a.closest('.here')) : at;
  all[Math.max(0, Math.min(all.length - 1, here + by))]?.focus();
};
const box = () => doc.activeElement.closest?.('.li')?.querySelector('.sel');
// Shift and an arrow: the row here and the next one are chosen, and so on.
const extend = (by) => [0, by].forEach((way) => { if (way) step(way); if (box()?.checked === false) box().click(); });
const acts = {
  j: () => step(1),
  k: () => step(-1),
  x: () => box()?.click(),
  ' ': () => box()?.click(),
  o: () => doc.activeElement.closest?.('.li')?.querySelector('.a a')?.click(),
  '?': () => doc.getElementById('keys-help')?.togglePopover(),
  g: () => { going = Date.now(); },
};
// The button that sends a form, which may stand outside of it; from the heading of an act its only one.
const primary = (part) => {
  const own = [...part?.querySelectorAll('.go-on:enabled') ?? []];
  if (!part?.matches('form')) return own.length === 1 ? own[0] : null;
  return own[0] ?? (part.id ? $$(`.go-on:enabled[form="${part.id}"]`)[0] : null);
};
// An act on a row leads back to the list: the keys go on at the row that took its place.
const PLACE = 'place';
doc.addEventListener('submit', (e) => {
  const at = links().findIndex((a) => a.closest('.li.here, .li:has(.sel:checked)'));
  if (at >= 0 && !e.defaultPrevented) sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, at]));
});
const [path, row] = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]');
sessionStorage.removeItem(PLACE);
if (path === location.pathname && !doc.querySelector('.here')) links()[Math.min(row, links().length - 1)]?.focus();
const clear = () => $$('.sel:checked').forEach((box) => box.click());
doc.addEventListener('keydown', (e) => {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) primary(e.target.closest?.('form, .direct'))?.click();
  if (e.ctrlKey || e.metaKey || e.altKey || doc.body.dataset.keys === 'off' || typing(e.target)) return;
  if (e.key === 'Escape') return clear();
  const way = e.shiftKey && { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (way && box()) { e.preventDefault(); return extend(way); }
  if (e.key.length > 1 || (e.key === ' ' && !(doc.activeElement.matches('a') && box()))) return;
  const went = Date.now() - going < 1200 && doc.querySelector(`[data-go="${CSS.escape(e.key)}"]`);
  const reached = $$(`[data-key="${CSS.escape(e.key)}"]`).filter(inReach);
  const known = went || (reached.find((el) => el.closest('main')) ?? reached[0]);
  going = 0;
  if (!known && !acts[e.key]) return;
  e.preventDefault();
  known ? press(known) : acts[e.key]();
});
