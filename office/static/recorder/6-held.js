// What is still on this device, for the one who recorded it.
const list = document.querySelector('[data-held]');
const drawHeld = async () => {
  const left = await waiting(), aside = await waiting(ASIDE, ASIDE);
  list.hidden = !left && !aside;
  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(await bytesOf() / 1e6);
  list.querySelector('[data-count]').textContent = list.dataset.words.replace('{}', left + aside).replace('{}', size);
  list.querySelector('[data-aside]').hidden = !aside;
};
if (list && who) {
  drawHeld().catch(() => {});
  for (const name of ['kept', 'sent', 'aside', 'rests']) addEventListener(`recording-${name}`, () => drawHeld().catch(() => {}));
}
