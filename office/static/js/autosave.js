// What is being typed stays on this machine until the server has it: a cut line or an ended session loses nothing.
const who = document.body.dataset.actor, PRE = `draft:${who}:`;
const read = (key) => { try { return JSON.parse(localStorage.getItem(PRE + key)); } catch { return null; } };
const write = (key, value) => { try { localStorage.setItem(PRE + key, JSON.stringify(value)); } catch { /* full or forbidden */ } };
const texts = (form) => [...form.querySelectorAll('textarea[name], input[type=text][name], input[type=date][name]')];
const take = (form) => Object.fromEntries(texts(form).map((el) => [el.name, el.value]));
const forms = () => [...document.querySelectorAll('form[data-autosave]')].filter((f) => f.dataset.autosave && !f.dataset.ready);
const offer = (form, key) => {
  const note = form.querySelector('[data-restored]');
  if (!note) return;
  note.hidden = false;
  note.querySelector('button').addEventListener('click', () => {
    localStorage.removeItem(PRE + key);
    texts(form).forEach((el) => { el.value = el.defaultValue; });
    note.hidden = true;
  });
};
const attend = () => forms().forEach((form) => {
  const key = form.dataset.autosave, kept = read(key), given = take(form);
  form.dataset.ready = 1;
  if (kept && !form.querySelector('[aria-invalid]')) {
    texts(form).forEach((el) => {
      if (el.defaultValue === kept.base[el.name] && kept.now[el.name] !== undefined) el.value = kept.now[el.name];
    });
    if (JSON.stringify(take(form)) !== JSON.stringify(given)) offer(form, key);
  }
  let wait;
  form.addEventListener('input', () => {
    clearTimeout(wait);
    wait = setTimeout(() => write(key, { base: kept?.base ?? given, now: take(form), at: Date.now() }), 300);
  });
  form.addEventListener('submit', () => {
    clearTimeout(wait);
    write(key, { base: kept?.base ?? given, now: take(form), at: Date.now(), sent: 1 });
  });
});
// A draft that was sent is dropped once another page of the house has come back in answer.
const settle = () => Object.keys(localStorage).filter((k) => k.startsWith(PRE)).forEach((k) => {
  const key = k.slice(PRE.length), kept = read(key), open = document.querySelector(`form[data-autosave="${CSS.escape(key)}"]`);
  if (!kept || (kept.sent && !open) || Date.now() - kept.at > 30 * 864e5) localStorage.removeItem(k);
});
if (who) {
  if (!document.querySelector('[data-keep-drafts]')) settle();
  attend();
  document.addEventListener('swapped', attend);
}
