// A document that was open for a second counts as read; without this script the first act marks it.
const tell = (row) => {
  const word = row?.querySelector('[data-read-word]');
  if (!word) return;
  word.textContent = word.dataset.readWord;
  word.className = 'seen';
  row.classList.remove('new');
  row.querySelector('.sel').disabled = false;
};
const note = async (form) => {
  if (!form.isConnected || document.visibilityState !== 'visible') return;
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) }).catch(() => null);
  if (answer?.ok) tell(document.querySelector('.li.here'));
};
const attend = () => document.querySelectorAll('[data-read-mark]:not([data-marked])').forEach((form) => {
  form.dataset.marked = 1;
  setTimeout(note, 1000, form);
});
attend();
document.addEventListener('swapped', attend);
