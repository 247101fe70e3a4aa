// What is still being made ready asks again by itself until its region comes without the mark.
const fetchRegion = async (id) => {
  const answer = await fetch(location.href, { headers: { 'X-Swap': id } });
  if (answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return answer.ok && page.getElementById(id);
};
const again = async (mark) => {
  const id = mark.dataset.refresh;
  if (!mark.isConnected) return;
  delete mark.dataset.watched;
  const fresh = await fetchRegion(id).catch(() => null);
  if (!fresh) return attend();
  document.getElementById(id)?.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id } }));
};
const attend = () => document.querySelectorAll('[data-refresh]:not([data-watched])').forEach((mark) => {
  mark.dataset.watched = 1;
  setTimeout(again, Number(mark.dataset.refreshEvery) || 2000, mark);
});
attend();
document.addEventListener('swapped', attend);
