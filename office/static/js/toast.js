// A message leaves after eight seconds, not while it is pointed at or has focus.
const attend = () => document.querySelectorAll('[data-toast]:not([data-timed])').forEach((toast) => {
  toast.dataset.timed = 1;
  let left;
  const start = () => { left = setTimeout(() => toast.remove(), 8000); };
  const stop = () => clearTimeout(left);
  ['pointerenter', 'focusin'].forEach((name) => toast.addEventListener(name, stop));
  ['pointerleave', 'focusout'].forEach((name) => toast.addEventListener(name, start));
  start();
});
attend();
document.addEventListener('swapped', attend);
