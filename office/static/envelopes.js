// The sheet of envelopes without a mouse: Enter goes on, F2 repeats the value above, names are found without accents.
const plain = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
const sheet = document.querySelector('[data-envelopes]');
const cells = () => [...sheet.querySelectorAll('tbody input[type=text], tbody select')];
const column = (el) => el.name.split('-')[0];
const near = (el, by) => { const all = cells().filter((c) => column(c) === column(el)); return all[all.indexOf(el) + by]; };
const names = {};
let list = null, owner = null;
const close = () => { list?.remove(); list = null; owner?.setAttribute('aria-expanded', 'false'); owner?.removeAttribute('aria-activedescendant'); };
const mark = (li) => {
  list.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
  li.setAttribute('aria-selected', 'true');
  owner.setAttribute('aria-activedescendant', li.id);
  li.scrollIntoView({ block: 'nearest' });
};
const chosen = () => list?.querySelector('[aria-selected=true]');
const take = (li) => { owner.value = li.textContent; owner.dispatchEvent(new Event('input', { bubbles: true })); close(); };
const suggest = (el) => {
  close();
  owner = el;
  const want = plain(el.value.trim()).split(/\s+/), of = names[el.dataset.names];
  if (!want[0] || of.some((n) => n.name === el.value)) return;
  const fits = of.filter((n) => want.every((w) => n.key.includes(w))).slice(0, 8);
  if (!fits.length) return;
  list = document.createElement('ul');
  Object.assign(list, { id: 'suggested', className: 'suggested', lang: 'vi' });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', el.getAttribute('aria-label'));
  fits.forEach((n, at) => {
    const li = list.appendChild(document.createElement('li'));
    Object.assign(li, { id: `suggested-${at}`, textContent: n.name });
    li.setAttribute('role', 'option');
    li.addEventListener('mousedown', (e) => { e.preventDefault(); take(li); });
  });
  el.after(list);
  el.setAttribute('aria-expanded', 'true');
  mark(list.firstChild);
};
const attend = (row) => row.querySelectorAll('input[list]').forEach((el) => {
  const from = el.getAttribute('list');
  names[from] ??= [...document.getElementById(from).options].map((o) => ({ name: o.value, key: plain(o.value) }));
  el.dataset.names = from;
  el.removeAttribute('list');
  Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': 'suggested' }).forEach(([k, v]) => el.setAttribute(k, v));
});
const grow = () => {
  const rows = [...sheet.querySelectorAll('tbody tr')].filter((r) => r.querySelector('[name^=subject-]')), last = rows.at(-1);
  const now = Number(last.querySelector('[name^=subject-]').name.split('-')[1]), to = now + 1;
  if (to > Number(sheet.dataset.envelopes)) return;
  const row = last.cloneNode(true);
  row.querySelectorAll('.err').forEach((el) => el.remove());
  row.querySelectorAll('[name]').forEach((el) => {
    const kind = column(el);
    el.name = el.id = `${kind}-${to}`;
    el.setAttribute('aria-label', el.getAttribute('aria-label').replace(now, to));
    el.removeAttribute('aria-invalid');
    if (!['dated', 'type_name', 'urgency'].includes(kind)) el.value = '';
  });
  row.querySelector('td').textContent = to;
  last.after(row);
};
if (sheet) {
  attend(sheet);
  cells()[0].focus();
  sheet.addEventListener('input', (e) => { if (e.isTrusted && e.target.dataset.names) suggest(e.target); });
  sheet.addEventListener('focusout', close);
  sheet.addEventListener('focusin', (e) => { e.target.select?.(); if (cells().at(-1).closest('tr').contains(e.target)) grow(); });
  sheet.addEventListener('keydown', (e) => {
    const el = e.target, down = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!column(el) || e.altKey || e.metaKey || e.ctrlKey) return;
    if (e.key === 'Escape' && list) close();
    else if (down && list) mark(list.children[([...list.children].indexOf(chosen()) + down + list.children.length) % list.children.length]);
    else if (down && el.matches('input')) near(el, down)?.focus();
    else if (e.key === 'F2') { const up = near(el, -1); if (up) { el.value = up.value; el.dispatchEvent(new Event('input', { bubbles: true })); } close(); }
    else if (e.key === 'Enter' || (e.key === 'Tab' && !e.shiftKey && list)) {
      if (list) take(chosen());
      if (e.key === 'Tab') return;
      const all = cells();
      (all[all.indexOf(el) + 1] ?? el).focus();
    } else return;
    e.preventDefault();
  });
}
