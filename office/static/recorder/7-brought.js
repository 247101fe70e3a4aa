// A large file from elsewhere goes straight from the disk, past the form; small ones go with the form as they always did.
const SMALL = 32e6;
const brought = document.querySelector('[data-brought]');
const carry = (file, form) => new Promise((done) => {
  const asks = new XMLHttpRequest(), line = form.querySelector('[data-progress]');
  const began = `${form.elements.began_at.value}${brought.dataset.zone}`;
  asks.open('PUT', `${brought.dataset.brought}?${new URLSearchParams({ source: form.elements.source.value, began_at: began })}`);
  asks.setRequestHeader('X-CSRF-Token', token());
  asks.setRequestHeader('Content-Type', 'application/octet-stream');
  asks.responseType = 'json';
  asks.upload.onprogress = ({ loaded, total }) => { line.textContent = filled(brought.dataset.sending, Math.floor((loaded / total) * 100)); };
  asks.onerror = () => { line.textContent = brought.dataset.cut; done(false); };
  asks.onload = () => {
    if (asks.status !== 201) line.textContent = [asks.response?.title, asks.response?.fix].filter(Boolean).join(' ') || asks.status;
    done(asks.status === 201);
  };
  asks.send(file);
});
brought?.addEventListener('submit', async (sends) => {
  const form = sends.target, file = form.elements.file.files[0];
  if (!file || file.size < SMALL) return;
  sends.preventDefault();
  sends.stopPropagation();
  const button = form.querySelector('button');
  button.disabled = true;
  if (await carry(file, form)) location.reload(); else button.disabled = false;
}, true);
