// The form of a letter: saved by itself, kept on this machine while the line is cut, recipients found while typing.
const form = document.getElementById('letter'), kept = document.getElementById('kept'), clash = document.getElementById('clash'), files = document.getElementById('files');
const LINES = ['to', 'cc', 'bcc', 'subject', 'text'], EVERY = 20000;
const el = (name) => form.elements.namedItem(name);
const take = () => Object.fromEntries(LINES.map((name) => [name, el(name).value]));
const key = () => `draft:${document.body.dataset.actor}:mail:${new URL(form.action).pathname}${form.action.endsWith('/compose') ? location.search : ''}`;
const time = () => new Intl.DateTimeFormat('vi', { hour: '2-digit', minute: '2-digit' }).format(new Date());
const say = (which) => { kept.textContent = kept.dataset[which].replace('{}', time()); };
const keepHere = (base, now) => { try { localStorage.setItem(key(), JSON.stringify({ base, now, at: Date.now() })); } catch { /* full or forbidden */ } };
const readHere = () => { try { return JSON.parse(localStorage.getItem(key())); } catch { return null; } };
let base = take(), busy = null, wait, stopped = false;
const changed = () => LINES.some((name) => el(name).value !== base[name]);

// What was typed while nobody listened: it comes back field by field where the server has nothing newer.
const merge = () => {
  const here = readHere();
  if (!here) return;
  const lost = LINES.filter((name) => here.now[name] !== undefined && here.now[name] !== here.base[name] && here.now[name] !== base[name]);
  lost.forEach((name) => {
    if (base[name] === here.base[name]) el(name).value = here.now[name];
    else if (name === 'text') el(name).value = `${here.now[name]}\n\n${base[name]}`;
  });
  if (lost.length) schedule(0);
};
const wanted = () => {
  const data = new FormData(form);
  data.delete('files');
  data.delete('_once');
  data.set('act', 'keep');
  return data;
};
const save = async () => {
  if (stopped || busy || !changed()) return busy;
  const sent = take();
  keepHere(base, sent);
  busy = (async () => {
    try {
      const answer = await fetch(form.action, { method: 'POST', body: wanted() });
      if (answer.status === 409) { stopped = true; clash.hidden = false; return; }
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      localStorage.removeItem(key());
      if (form.action.endsWith('/compose')) {
        form.action = told.url;
        files.dataset.uploads = told.uploads;
        history.replaceState(null, '', told.url);
      }
      el('version').value = told.version;
      base = sent;
      say('saved');
      if (changed()) keepHere(base, take());
    } catch { say('offline'); } finally { busy = null; }
  })();
  return busy;
};
const schedule = (after) => { clearTimeout(wait); wait = setTimeout(save, after); };
form.addEventListener('input', (e) => { if (LINES.includes(e.target.name)) { keepHere(base, take()); schedule(2000); } });
form.addEventListener('focusout', () => { if (changed()) schedule(300); });
setInterval(save, EVERY);
addEventListener('online', () => schedule(0));
addEventListener('pagehide', () => { if (changed()) keepHere(base, take()); });
// A saving on its way is waited for, so that the form bears the version that the server has.
form.addEventListener('submit', (e) => {
  stopped = true;
  if (busy) {
    e.preventDefault();
    e.stopPropagation();
    stopped = false;
    const by = e.submitter;
    busy.then(() => form.requestSubmit(by));
    return;
  }
  if (navigator.onLine) localStorage.removeItem(key());
  else { stopped = false; keepHere(base, take()); say('offline'); }
}, true);
form.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || e.defaultPrevented) return;
  const open = form.querySelector('.found:not([hidden])');
  if (open) { open.hidden = true; return; }
  (save() ?? Promise.resolve()).then(() => document.querySelector('.skip')?.nextElementSibling && document.activeElement.blur());
});
merge();

// Recipients: the word after the last comma is looked up; arrows choose, Enter or Tab takes.
const last = (value) => value.slice(Math.max(value.lastIndexOf(','), value.lastIndexOf(';')) + 1).trim();
const listOf = (input) => form.querySelector(`[data-found="${input.name}"]`);
const close = (input) => { const list = listOf(input); list.hidden = true; list.replaceChildren(); input.setAttribute('aria-expanded', 'false'); };
const pick = (input, line) => {
  const cut = Math.max(input.value.lastIndexOf(','), input.value.lastIndexOf(';')) + 1;
  input.value = `${input.value.slice(0, cut)}${cut ? ' ' : ''}${line}, `;
  close(input);
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
const bdi = (text, kind) => { const made = document.createElement(kind); made.dir = 'auto'; made.textContent = text; return made; };
const offer = (input, found) => {
  const list = listOf(input);
  list.replaceChildren(...found.map((one, at) => {
    const li = document.createElement('li'), small = bdi(`${one.address}${one.hint ? ` · ${one.hint}` : ''}`, 'small');
    li.id = `found-${input.name}-${at}`;
    li.setAttribute('role', 'option');
    li.setAttribute('aria-selected', at === 0);
    li.dataset.line = one.line;
    small.className = 'quiet';
    li.append(bdi(one.name || one.address, 'bdi'), small);
    return li;
  }));
  list.hidden = !found.length;
  input.setAttribute('aria-expanded', String(!!found.length));
  if (found.length) input.setAttribute('aria-activedescendant', `found-${input.name}-0`);
};
let pause, turn = 0;
const seek = async (input) => {
  const words = last(input.value), mine = ++turn;
  if (words.length < 2) return close(input);
  try {
    const answer = await fetch(`${kept.dataset.search}?search=${encodeURIComponent(words)}`);
    if (answer.ok && mine === turn) offer(input, (await answer.json()).found);
  } catch { close(input); }
};
const move = (input, by) => {
  const all = [...listOf(input).children], at = all.findIndex((li) => li.getAttribute('aria-selected') === 'true');
  const to = (at + by + all.length) % all.length;
  all.forEach((li, n) => li.setAttribute('aria-selected', n === to));
  input.setAttribute('aria-activedescendant', all[to].id);
  all[to].scrollIntoView({ block: 'nearest' });
};
['to', 'cc', 'bcc'].forEach((name) => {
  const input = el(name);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  listOf(input).id = `found-${name}`;
  input.setAttribute('aria-controls', `found-${name}`);
  input.addEventListener('input', () => { clearTimeout(pause); pause = setTimeout(() => seek(input), 150); });
  input.addEventListener('keydown', (e) => {
    if (listOf(input).hidden || e.ctrlKey || e.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (by) { e.preventDefault(); move(input, by); }
    const chosen = listOf(input).querySelector('[aria-selected="true"]');
    if ((e.key === 'Enter' || e.key === 'Tab') && chosen) { e.preventDefault(); pick(input, chosen.dataset.line); }
  });
  input.addEventListener('blur', () => setTimeout(() => close(input), 200));
  listOf(input).addEventListener('pointerdown', (e) => { const li = e.target.closest('li'); if (li) { e.preventDefault(); pick(input, li.dataset.line); } });
});

// Files go in pieces and go on after a cut; without a draft they come with the form.
const progress = document.getElementById('uploads');
const rest = (ms) => new Promise((done) => { setTimeout(done, ms); });
const headers = () => ({ 'X-CSRF-Token': el('_token').value });
// A page instead of an answer (one must sign in again, it is too large for the way) is final; a house that falls silent is waited for.
const heard = async (answer, file) => {
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return told;
  const silent = !told && answer.status >= 500;
  throw Object.assign(new Error(told?.title ?? files.dataset.lost.replace('{}', file.name)), { final: !silent });
};
const piece = async (told, file) => {
  const answer = await fetch(`${told.url}?at=${told.here}`, { method: 'POST', headers: { ...headers(), 'Content-Type': 'application/octet-stream' }, body: file.slice(told.here, told.here + told.piece) });
  return heard(answer, file);
};
const announce = async (file) => {
  const data = new FormData();
  data.set('name', file.name);
  data.set('size', file.size);
  const answer = await fetch(files.dataset.uploads, { method: 'POST', headers: headers(), body: data });
  return heard(answer, file);
};
const upload = async (file) => {
  let told = null;
  while (!told?.file) {
    if (told) progress.textContent = files.dataset.part.replace('{%}', Math.floor(100 * told.here / Math.max(1, told.size))).replace('{}', file.name);
    try { told = await (told ? piece(told, file) : announce(file)); } catch (fault) {
      if (fault.final) throw fault;
      progress.textContent = files.dataset.cut.replace('{}', file.name);
      await rest(2000);
      if (told) told = await fetch(told.url).then((found) => (found.ok ? found.json() : told)).catch(() => told);
    }
  }
  return told;
};
files.addEventListener('change', async () => {
  if (form.action.endsWith('/compose')) { el('text').dispatchEvent(new Event('input', { bubbles: true })); base = { ...base, text: null }; await save(); }
  if (!files.dataset.uploads) return;
  const chosen = [...files.files];
  try {
    for (const file of chosen) {
      const told = await upload(file), li = document.createElement('li');
      li.append(bdi(told.name, 'bdi'));
      if (told.is_link) li.append(' ', Object.assign(bdi(files.dataset.link, 'span'), { className: 'small quiet' }));
      document.getElementById('letter-files').append(li);
    }
    files.value = '';
    progress.textContent = '';
  } catch (fault) { progress.textContent = fault.message; }
});
