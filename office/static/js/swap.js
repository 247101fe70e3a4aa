// A link or form marked data-swap="id" replaces only that region; without this script it is a plain one.
const region = (id) => document.getElementById(id);
const say = (text) => { region('live').textContent = text; };
const put = (id, html, url, push) => {
  const page = new DOMParser().parseFromString(html, 'text/html'), fresh = page.getElementById(id);
  if (!fresh) return location.assign(url);
  region(id).replaceWith(fresh);
  page.querySelectorAll('[data-toast]').forEach((t) => region('toasts')?.append(t));
  document.title = page.title;
  if (push) history.pushState({ id, url }, '', url);
  const head = fresh.querySelector('h1, h2');
  if (head && push) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
  say(head?.textContent.trim() ?? page.title);
  document.dispatchEvent(new CustomEvent('swapped', { detail: { id } }));
};
const load = async (id, url, init = {}, push = true) => {
  const slow = setTimeout(() => region(id)?.setAttribute('aria-busy', 'true'), 400);
  try {
    const answer = await fetch(url, { ...init, headers: { 'X-Swap': id } });
    const kind = answer.headers.get('Content-Type') ?? '';
    if (!kind.startsWith('text/html') || answer.status === 401 || answer.status >= 500) throw new Error(answer.status);
    put(id, await answer.text(), answer.url, push);
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
document.addEventListener('submit', async (e) => {
  const form = e.target, by = e.submitter, id = form.dataset.swap;
  if (e.defaultPrevented) return;
  if (form.dataset.sent) return e.preventDefault();
  const method = (by?.getAttribute('formmethod') ?? form.method).toLowerCase();
  if (method === 'post') { form.dataset.sent = 1; setTimeout(() => delete form.dataset.sent, 4000); }
  if (!id || !region(id)) return;
  e.preventDefault();
  const data = new FormData(form, by), url = new URL(by?.formAction || form.action);
  if (method === 'get') url.search = new URLSearchParams(data);
  const sent = method === 'get' ? load(id, url) : load(id, url, { method, body: data });
  if (!await sent && method === 'get') location.assign(url);
  delete form.dataset.sent;
});
addEventListener('popstate', () => location.reload());
addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach((f) => delete f.dataset.sent));
(document.querySelector('[role=alert][data-focus]') ?? document.querySelector('[data-focus]'))?.focus({ preventScroll: innerWidth < 992 });
document.addEventListener('click', (e) => {
  const error = e.target.closest?.('.errors a'), field = error && region(error.hash.slice(1));
  if (field) { e.preventDefault(); field.focus(); }
  if (e.target.closest?.('[data-print]')) print();
});
