// What is still on this device, for the one who recorded it.
const list = () => document.querySelector('[data-held]');
const drawHeld = async () => {
  if (!list()) return;
  const left = await waiting(), aside = await waiting(ASIDE, ASIDE), size = await bytesOf() / 1e6;
  if (!list()) return;
  list().hidden = !left && !aside;
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(size);
  list().querySelector('[data-count]').textContent = list().dataset.words.replace('{}', left + aside).replace('{}', shown);
  list().querySelector('[data-aside]').hidden = !aside;
};
if (list() && who) {
  const look = () => drawHeld().catch(() => {});
  look();
  for (const name of ['kept', 'sent', 'aside', 'rests']) addEventListener(`recording-${name}`, look);
}
