// What is still being made ready asks again by itself until its region comes without the mark.
// Who leaves the page gives up asking: a question cut off by that is no failure.
// While a form is on its way the page may already be forbidden: nothing is asked for some seconds.
let leaving = new AbortController(), quiet = 0;
addEventListener('beforeunload', () => { leaving.abort(); leaving = new AbortController(); quiet = Date.now() + 10000; });
addEventListener('pagehide', () => leaving.abort());
addEventListener('pageshow', (e) => { if (e.persisted) { leaving = new AbortController(); attend(); } });
const ask = async (id, url) => {
  const answer = await fetch(url, { headers: { 'X-Swap': id }, signal: leaving.signal });
  if (answer.redirected) location.reload();
  if (answer.status >= 500) throw new Error(answer.status);
  return answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), 'text/html');
};
const again = async (mark) => {
  const id = mark.dataset.refresh, region = document.getElementById(id);
  if (!mark.isConnected || !region || leaving.signal.aborted) return;
  if (Date.now() < quiet) { delete mark.dataset.watched; return attend(); }
  try {
    const page = await ask(id, mark.dataset.refreshFrom ?? location.href), fresh = page && page.getElementById(id);
    if (page && !fresh) region.remove();
    if (!fresh) return;
    const idle = !document.activeElement || document.activeElement === document.body || region.contains(document.activeElement);
    region.replaceWith(fresh);
    if (idle) fresh.querySelector('[data-focus]')?.focus();
    document.dispatchEvent(new CustomEvent('swapped', { detail: { id } }));
  } catch {
    delete mark.dataset.watched;
    if (!leaving.signal.aborted) attend();
  }
};
const attend = () => document.querySelectorAll('[data-refresh]:not([data-watched])').forEach((mark) => {
  mark.dataset.watched = 1;
  setTimeout(again, Number(mark.dataset.refreshEvery) || 2000, mark);
});
attend();
document.addEventListener('swapped', attend);
