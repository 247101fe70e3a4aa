// Minutes while they are written: one writer a section, saved as they grow, kept on this device first, merged by paragraph.
let say = {}, base = '';
const LEASE = 10_000, IDLE = 1500, AGAIN = 5000, LOOK = 4000;
const who = document.body.dataset.actor || '';

// -------------------------------------------------------------- what lies on this device
const store = new Promise((done) => {
  const ask = indexedDB.open('minutes', 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore('drafts');
  ask.onsuccess = () => done(ask.result);
  ask.onerror = () => done(null);
});
const kept = async (mode, act) => {
  const db = await store;
  if (!db) return undefined;
  return new Promise((done) => {
    const move = db.transaction('drafts', mode, { durability: 'strict' }), ask = act(move.objectStore('drafts'));
    move.oncomplete = () => done(ask.result);
    move.onerror = move.onabort = () => done(undefined);
  });
};
const keyOf = (uid) => `${who}:${uid}`;

// ------------------------------------------------------------------------- the server
const call = async (path, method = 'GET', body = undefined) => {
  const answer = await fetch(`${base}${path}`, {
    method,
    keepalive: method !== 'GET' && JSON.stringify(body).length < 60_000,
    headers: { 'X-CSRF-Token': say.csrf, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const told = answer.status === 204 ? null : await answer.json().catch(() => null);
  return { status: answer.status, told };
};

// ------------------------------------------------------------------------ one section
const attend = (section) => {
  const uid = section.dataset.section, form = section.querySelector('form'), field = form?.querySelector('textarea');
  if (!field) return null;
  section.dataset.attended = 1;
  const status = section.querySelector('[data-status]');
  const me = { uid, section, version: Number(section.dataset.version), sent: field.value, writes: false, waits: 0, held: 0, busy: false };
  const tell = (words) => { status.textContent = words; };
  const dirty = () => field.value !== me.sent;

  const take = (told) => {
    me.version = told.version;
    me.sent = told.body;
    form.elements.base.value = told.version;
  };
  const hold = () => {
    if (Date.now() - me.held < LEASE) return;
    me.held = Date.now();
    me.writes = true;
    section.classList.add('mine');
    call(`/${uid}/lease`, 'POST', { move: 'hold' }).then(({ status: code, told }) => {
      if (code === 409) { me.held = 0; tell(told?.title || told?.detail || ''); }
    }).catch(() => {});
  };
  const release = () => {
    if (!me.writes || dirty()) return;
    me.writes = false;
    me.held = 0;
    section.classList.remove('mine');
    call(`/${uid}/lease`, 'POST', { move: 'release' }).catch(() => {});
  };
  const merge = (clash) => {
    take(clash.current);
    const at = field.selectionStart;
    field.value = clash.merged;
    field.setSelectionRange(at, at);
    keep();
    tell(clash.is_clean ? say.merged : say.clash);
    if (clash.is_clean) later(IDLE * 2);
  };
  const save = async () => {
    if (me.busy || !dirty()) return;
    me.busy = true;
    const body = field.value;
    tell(say.saving);
    try {
      const { status: code, told } = await call(`/${uid}`, 'PUT', { base_version: me.version, body });
      if (code === 200) {
        take(told);
        me.sent = body;
        if (field.value === body) await kept('readwrite', (drafts) => drafts.delete(keyOf(uid)));
        tell(say.saved);
      } else if (code === 409 && told.current.version !== me.version) merge(told);
      else if (code === 409) await propose(body);
      else { tell(told?.title || String(code)); }
    } catch {
      tell(say.offline);
      later(AGAIN);
    } finally {
      me.busy = false;
    }
    if (dirty() && !me.waits) later(IDLE);
  };
  // Another holds the section: the words lie before him as a proposal, and the field shows what stands.
  const propose = async (body, from = me.version) => {
    const { status: code } = await call(`/${uid}/proposals`, 'POST', { base_version: from, body });
    if (code >= 400) return;
    await kept('readwrite', (drafts) => drafts.delete(keyOf(uid)));
    field.value = me.sent;
    tell(say.proposed);
  };
  const later = (wait) => {
    clearTimeout(me.waits);
    me.waits = setTimeout(() => { me.waits = 0; save(); }, wait);
  };
  const keep = () => kept('readwrite', (drafts) => drafts.put({ base: me.version, body: field.value, at: Date.now() }, keyOf(uid)));

  field.addEventListener('input', () => { keep(); hold(); later(IDLE); });
  field.addEventListener('blur', () => { save().then(release); });
  form.addEventListener('submit', () => kept('readwrite', (drafts) => drafts.delete(keyOf(uid))));
  addEventListener('online', () => later(0));
  addEventListener('pagehide', () => { if (dirty()) save(); else release(); });

  // A text that lay here while the line was cut: saved if nobody wrote since, else a proposal.
  kept('readonly', (drafts) => drafts.get(keyOf(uid))).then(async (draft) => {
    if (!draft || draft.body === me.sent) return;
    if (draft.base === me.version && !field.readOnly) { field.value = draft.body; later(0); return; }
    try { await propose(draft.body, draft.base); } catch { later(AGAIN); }
  });

  me.see = (told) => {
    const other = told.held_by && !me.writes && Date.parse(told.held_until) > Date.now();
    field.readOnly = Boolean(other);
    if (other) tell(say.writes.replace('{}', told.held_by));
    if (told.version === me.version || dirty() || me.busy) return;
    take(told);
    field.value = told.body;
    if (!other) tell(say.saved);
  };

  // -------------------------------------------------- blocks by one key, and /task
  const inserts = section.querySelector('[data-inserts]');
  if (inserts) inserts.hidden = false;
  const put = (words) => {
    const gap = field.value && !field.value.endsWith('\n') ? '\n\n' : '';
    field.setRangeText(`${gap}${words}\n\n`, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  };
  section.addEventListener('click', (event) => {
    const block = event.target.closest('[data-insert]');
    if (block) put(block.dataset.insert);
  });
  field.addEventListener('keydown', (event) => {
    const block = event.altKey && section.querySelector(`[data-alt="${CSS.escape(event.key.toLowerCase())}"]`);
    if (block) { event.preventDefault(); put(block.dataset.insert); }
    const line = field.value.slice(0, field.selectionStart).split('\n').pop();
    if (event.key === 'Enter' && line.startsWith('/task')) { event.preventDefault(); handOut(field, line); }
  });
  return me;
};

// "/task words" and Enter: the words go into the form of tasks, the line leaves the text.
const handOut = (field, line) => {
  const form = document.querySelector('[data-task-form]');
  if (!form) return;
  const at = field.selectionStart;
  field.setRangeText('', at - line.length, at, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  form.open = true;
  const text = form.querySelector('[name=text]'), item = field.closest('[data-section]').querySelector('[id^="i-"]');
  text.value = line.slice(5).trim();
  if (item) form.querySelector('[name=item]').value = item.id.slice(2);
  text.focus();
  text.scrollIntoView({ block: 'nearest' });
};

// The room puts its panels in anew: sections that appear are attended to, those that went are left.
let sections = [], rounds = 0;
const look = async () => {
  try {
    const { told } = await call('');
    for (const one of told?.sections || []) sections.find((mine) => mine.uid === one.uid)?.see(one);
  } catch { /* the line is cut; what is typed is kept here */ }
};
const begin = () => {
  const root = document.querySelector('[data-minutes]');
  if (!root) return;
  say = root.dataset;
  base = say.minutes;
  sections = sections.filter((one) => one.section.isConnected);
  const fresh = [...root.querySelectorAll('[data-section]:not([data-attended])')];
  sections.push(...fresh.map(attend).filter(Boolean));
  rounds ||= setInterval(() => { if (!document.hidden) look(); }, LOOK);
};
document.addEventListener('swapped', begin);
document.addEventListener('live:told', ({ detail }) => { if (detail.kind.startsWith('minutes')) look(); });
document.addEventListener('live:resync', look);
begin();
