// The unit picker: arrows move, 1 2 3 choose a part, one part for each unit, the last choice wins and is said.
const SHARES = ['lead', 'cooperate', 'inform'];
const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
const rowOf = (el) => el.closest('.pick-row');
const nameOf = (row) => row.querySelector('.nm > :first-child').textContent.trim();
const cells = (row) => SHARES.map((s) => row.querySelector(`[data-share=${s}]`));
const tell = (box, text) => { box.querySelector('[data-said]').textContent = text; };
const sum = (box) => document.querySelectorAll('[data-sum-of]').forEach((list) => {
  const names = [...box.querySelectorAll(`[data-share=${list.dataset.sumOf}]:checked`)].map((i) => nameOf(rowOf(i)));
  list.replaceChildren(...(names.length ? names : [list.dataset.none]).map((name) => {
    const li = document.createElement('li');
    li.textContent = name;
    if (names.length) { li.lang = 'vi'; li.dir = 'auto'; } else li.className = 'quiet';
    return li;
  }));
});
document.addEventListener('change', (e) => {
  const box = e.target.closest?.('[data-picker]'), share = e.target.dataset?.share;
  if (!box || !share) return;
  const row = rowOf(e.target);
  if (e.target.checked) cells(row).forEach((c) => { if (c && c !== e.target) c.checked = false; });
  tell(box, e.target.checked ? e.target.getAttribute('aria-label') : nameOf(row));
  sum(box);
});
document.addEventListener('keydown', (e) => {
  const box = e.target.closest?.('[data-picker]'), share = e.target.dataset?.share;
  if (!box || !share || e.ctrlKey || e.metaKey || e.altKey) return;
  const rows = [...box.querySelectorAll('.pick-row')].filter((r) => r.checkVisibility()), row = rowOf(e.target);
  const flip = getComputedStyle(box).direction === 'rtl' ? -1 : 1, col = SHARES.indexOf(share);
  const move = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, flip], ArrowLeft: [0, -flip] }[e.key];
  if (move) {
    e.preventDefault();
    for (let at = rows.indexOf(row) + move[0], to = col + move[1]; rows[at] && to >= 0 && to < 3; at += move[0], to += move[1]) {
      const cell = cells(rows[at])[to];
      if (cell) return cell.focus();
    }
  } else if ('123'.includes(e.key)) {
    e.preventDefault();
    e.stopPropagation();
    cells(row)[e.key - 1]?.click();
    cells(row)[e.key - 1]?.focus();
  }
});
// A whole branch: every unit below that has somebody takes this part, unless it leads or takes part already.
document.addEventListener('click', (e) => {
  const button = e.target.closest?.('[data-branch]');
  if (!button) return;
  e.preventDefault();
  const box = button.closest('[data-picker]'), share = button.dataset.branch;
  const rows = [...button.closest('details').querySelectorAll('li[data-unit] > .pick-row')];
  const free = rows.filter((row) => !cells(row).some((c) => c?.checked));
  free.forEach((row) => { const cell = row.querySelector(`[data-share=${share}]`); if (cell) cell.checked = true; });
  tell(box, button.getAttribute('aria-label'));
  sum(box);
});
// More desks than a page holds: the server finds them; what is ticked stays, in its row or above the found ones.
const lookups = new WeakMap();
const look = async (box, words) => {
  const turn = (lookups.get(box) || 0) + 1;
  lookups.set(box, turn);
  const url = new URL(box.dataset.remote, location.href);
  url.searchParams.set('search', words);
  const answer = await fetch(url, { headers: { 'X-Swap': 'desks' } });
  if (!answer.ok || lookups.get(box) !== turn) return;
  const found = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-tree]');
  const old = box.querySelector('[data-tree]');
  if (!found || !old) return;
  old.querySelectorAll('input:checked').forEach((i) => {
    const same = found.querySelector(`input[data-share=${i.dataset.share}][value="${CSS.escape(i.value)}"]`);
    if (same) { same.checked = true; return; }
    const kept = i.closest('li').cloneNode(true);
    kept.querySelector(':scope > details')?.remove();
    kept.querySelector(`[data-share=${i.dataset.share}]`).checked = true;
    found.prepend(kept);
  });
  old.replaceWith(found);
  sum(box);
};
let pause;
document.addEventListener('input', (e) => {
  if (!e.target.matches?.('[data-search]')) return;
  const far = document.querySelector('[data-picker][data-remote]');
  if (far) {
    clearTimeout(pause);
    pause = setTimeout(() => look(far, e.target.value.trim()), 250);
    return;
  }
  const want = fold(e.target.value.trim());
  document.querySelectorAll('[data-picker] li').forEach((li) => {
    li.hidden = !want.split(/\s+/).every((word) => fold(li.textContent).includes(word));
    if (want && !li.hidden) li.querySelector(':scope > details')?.setAttribute('open', '');
  });
});
