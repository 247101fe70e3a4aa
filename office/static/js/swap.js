// A link marked data-swap="id" replaces only that region; without this script it is a plain one.
const region = (id) => document.getElementById(id);
const say = (text) => { region('live').textContent = text; };
const put = (id, html, url) => {
  const page = new DOMParser().parseFromString(html, 'text/html'), fresh = page.getElementById(id);
  if (!fresh) return location.assign(url);
  region(id).replaceWith(fresh);
  page.querySelectorAll('[data-toast]').forEach((t) => region('toasts')?.append(t));
  document.title = page.title;
  history.pushState({ id, url }, '', url);
  const head = fresh.querySelector('h1, h2');
  if (head) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
  say(head?.textContent.trim() ?? page.title);
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id } }));
};
const load = async (id, url) => {
  const slow = setTimeout(() => region(id)?.setAttribute('aria-busy', 'true'), 400);
  try {
    const answer = await fetch(url, { headers: { 'X-Swap': id } });
    const kind = answer.headers.get('Content-Type') ?? '';
    if (!kind.startsWith('text/html') || answer.status === 401 || answer.status >= 500) throw new Error(answer.status);
    put(id, await answer.text(), answer.url);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(slow);
    region(id)?.removeAttribute('aria-busy');
  }
};
document.addEventListener('click', async (e) => {
  const link = e.target.closest?.('a[data-swap]'), id = link?.dataset.swap;
  if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || !region(id)?.checkVisibility()) return;
  e.preventDefault();
  document.querySelectorAll('.li.here').forEach((li) => li.classList.remove('here'));
  link.closest('.li')?.classList.add('here');
  link.closest('.li')?.classList.remove('new');
  if (!await load(id, link.dataset.from ?? link.href)) location.assign(link.href);
});
// A machine without a network may still reach a server of its own.
const reach = async (form, by) => {
  form.dataset.reached = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(() => 1, () => '');
  if (form.dataset.reached) return form.requestSubmit(by);
  region('toasts').append(region('cut-off').content.cloneNode(true));
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id: 'toasts' } }));
};
// Nobody sends twice by a second click, and without a connection the page stays with what was typed.
document.addEventListener('submit', (e) => {
  const form = e.target, method = e.submitter?.getAttribute('formmethod') ?? form.method;
  if (e.defaultPrevented || method.toLowerCase() !== 'post') return;
  if (form.dataset.sent) return e.preventDefault();
  if (!navigator.onLine && !form.dataset.reached) { e.preventDefault(); return reach(form, e.submitter); }
  form.dataset.sent = 1;
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener('popstate', () => location.reload());
addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach((f) => delete f.dataset.sent));
(document.querySelector('[role=alert][data-focus]') ?? document.querySelector('[data-focus]'))?.focus({ preventScroll: innerWidth < 992 });
document.addEventListener('click', (e) => {
  const error = e.target.closest?.('.errors a'), field = error && region(error.hash.slice(1));
  if (field) { e.preventDefault(); field.focus(); }
  if (e.target.closest?.('[data-print]')) print();
});
