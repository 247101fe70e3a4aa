// What is still on this device, for the one who recorded it: what the server did not take is saved, tried again or dropped.
const list = () => document.querySelector('[data-held]');
const plain = (number, more = {}) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, ...more }).format(number);
const filled = (text, ...facts) => facts.reduce((words, one) => words.replace('{}', one), text);
const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' }).format(at);
const row = (run) => {
  const made = list().querySelector('template').content.firstElementChild.cloneNode(true);
  made.dataset.run = run.name;
  made.querySelector('[data-what]').textContent = filled(list().dataset.run, run.parts, plain(run.size / 1e6), moment(run.at));
  made.querySelector('[data-why]').textContent = run.why || filled(list().dataset.why, run.status);
  return made;
};
let shown = '';
const drawHeld = async () => {
  if (!list()) return;
  const left = await waiting(), runs = await asideRuns(), size = await bytesOf() / 1e6;
  if (!list()) return;
  list().hidden = !left && !runs.length;
  const aside = runs.reduce((sum, run) => sum + run.parts, 0), now = JSON.stringify(runs);
  list().querySelector('[data-count]').hidden = !left;
  list().querySelector('[data-count]').textContent = filled(list().dataset.words, left, plain(size - runs.reduce((sum, run) => sum + run.size, 0) / 1e6));
  list().querySelector('[data-aside]').hidden = !aside;
  if (now === shown) return;
  shown = now;
  list().querySelector('[data-runs]').replaceChildren(...runs.map(row));
};
const save = async (name) => {
  const { codec, at, parts } = await filesOf(name), link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: codec.split(';')[0] }));
  link.download = `recording-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}.webm`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
const again = async (name) => { await tryAgain(name); pump(); };
// Twice pressed is meant: the first time the button asks.
const drop = async (name, button) => {
  if (button.dataset.asked) return dropRun(name);
  button.dataset.asked = '1';
  button.querySelector('span').textContent = button.dataset.sure;
};
if (list() && who) {
  const look = () => drawHeld().catch(() => {});
  list().addEventListener('click', ({ target }) => {
    const button = target.closest('[data-do]');
    if (button) ({ save, again, drop })[button.dataset.do](button.closest('[data-run]').dataset.run, button).then(look).catch(() => {});
  });
  look();
  for (const name of ['kept', 'sent', 'aside', 'rests']) addEventListener(`recording-${name}`, look);
}
