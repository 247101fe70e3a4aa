// Choosing rows that may be chosen: the count in the bar, all at once, a range with Shift.
const boxes = () => [...document.querySelectorAll('.sel:enabled')];
const all = () => document.querySelector('[data-all]');
let last = null;
const count = () => {
  const list = boxes(), n = list.filter((b) => b.checked).length;
  document.querySelectorAll('[data-n]').forEach((el) => { el.textContent = n; });
  if (!all()) return;
  all().checked = n > 0 && n === list.length;
  all().indeterminate = n > 0 && n < list.length;
};
document.addEventListener('click', (e) => {
  if (!e.target.matches?.('.sel')) return;
  const list = boxes(), from = list.indexOf(last), to = list.indexOf(e.target);
  if (e.shiftKey && from >= 0) list.slice(Math.min(from, to), Math.max(from, to)).forEach((b) => { b.checked = e.target.checked; });
  last = e.target;
});
document.addEventListener('change', (e) => {
  if (e.target.matches('[data-all]')) boxes().forEach((b) => { b.checked = e.target.checked; });
  if (e.target.matches('.sel, [data-all]')) count();
});
document.addEventListener('swapped', count);
addEventListener('pageshow', count);
