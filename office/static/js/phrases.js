// A usual phrase goes into its text field; without this script the server puts it there.
document.addEventListener('click', (e) => {
  const chip = e.target.closest?.('[data-phrases] [data-text]');
  const field = chip && document.getElementById(chip.closest('[data-phrases]').dataset.phrases);
  if (!field) return;
  e.preventDefault();
  field.value = [field.value.trim(), chip.dataset.text].filter(Boolean).join(' ');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
});
