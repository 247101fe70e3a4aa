// A search that answers while one types: only the rows change, and the field keeps what is typed.
let waits;
const seek = async (field) => {
  const form = field.form, url = new URL(form.action), id = field.dataset.seek, typed = field.value;
  url.search = new URLSearchParams(new FormData(form));
  const answer = await fetch(url, { headers: { 'X-Swap': id } }).catch(() => null);
  if (!answer?.ok || answer.redirected || field.value !== typed) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
  if (!fresh) return;
  document.getElementById(id).replaceWith(fresh);
  history.replaceState(null, '', url);
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id } }));
};
document.addEventListener('input', (e) => {
  if (!e.target.matches?.('[data-seek]')) return;
  clearTimeout(waits);
  waits = setTimeout(seek, 250, e.target);
});
