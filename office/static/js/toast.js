// A message leaves after eight seconds, not while it is pointed at or has focus; one that can be undone for so long counts down.
const attend = () => document.querySelectorAll('[data-toast]:not([data-timed])').forEach((toast) => {
  toast.dataset.timed = 1;
  const shown = toast.querySelector('[data-left]');
  if (shown) {
    let left = Number(toast.dataset.toast);
    const count = setInterval(() => {
      left -= 1;
      shown.textContent = left;
      if (left < 1) { clearInterval(count); toast.remove(); }
    }, 1000);
    return;
  }
  let left;
  const start = () => { left = setTimeout(() => toast.remove(), 8000); };
  const stop = () => clearTimeout(left);
  ['pointerenter', 'focusin'].forEach((name) => toast.addEventListener(name, stop));
  ['pointerleave', 'focusout'].forEach((name) => toast.addEventListener(name, start));
  start();
});
attend();
document.addEventListener('swapped', attend);
