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
document.addEventListener('input', (e) => {
  if (!e.target.matches?.('[data-search]')) return;
  const want = fold(e.target.value.trim());
  document.querySelectorAll('[data-picker] li').forEach((li) => {
    li.hidden = !want.split(/\s+/).every((word) => fold(li.textContent).includes(word));
    if (want && !li.hidden) li.querySelector(':scope > details')?.setAttribute('open', '');
  });
});
