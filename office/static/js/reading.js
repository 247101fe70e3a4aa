// A document that was open for a second counts as read; without this script the first act marks it.
const note = (form) => form.isConnected && document.visibilityState === 'visible'
  && fetch(form.action, { method: 'POST', body: new FormData(form) }).catch(() => {});
const attend = () => document.querySelectorAll('[data-read-mark]:not([data-marked])').forEach((form) => {
  form.dataset.marked = 1;
  setTimeout(note, 1000, form);
});
attend();
document.addEventListener('swapped', attend);
