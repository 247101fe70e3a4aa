// The panel of a meeting: the chair's order turns it on for all, each device that records says what it holds.
const panel = document.querySelector('[data-recorder]');
const post = (url, body) => fetch(url, { method: 'POST', headers: { 'X-CSRF-Token': token(), 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const attendPanel = () => {
  const { url, meeting } = panel.dataset, slice = Number(panel.dataset.slice) || 4000, key = `recorder:${who}:${meeting}`;
  const line = panel.querySelector('[data-line]'), note = panel.querySelector('[data-note]'), shown = (name) => panel.querySelector(`[data-act=${name}]`);
  let running = null, began = 0, busy = false;
  const say = (place, name, ...facts) => { if (place) place.textContent = name ? facts.reduce((text, fact) => text.replace('{}', fact), panel.dataset[name] ?? '') : ''; };
  const known = () => fact(key).catch(() => null);
  const remember = (sources) => keepFact(key, sources).catch(() => {});
  const named = async (codec, rank) => {
    const answer = await post(url, { codec, device: navigator.userAgentData?.platform ?? navigator.platform ?? '' });
    if (!answer.ok) throw new Error(answer.status);
    return { recording: (await answer.json()).uid, codec, rank };
  };
  const sources = async () => {
    const all = [await named('audio/webm;codecs=opus', SOUND)];
    if (panel.dataset.picture && panel.querySelector('[name=picture]')?.checked !== false) all.push(await named('video/webm;codecs=vp8,opus', PICTURE));
    return all;
  };
  const draw = async () => {
    const left = await waiting().catch(() => 0), on = Boolean(running);
    panel.classList.toggle('rec', on);
    if (shown('begin')) shown('begin').hidden = on;
    if (shown('stop')) shown('stop').hidden = !on;
    const state = on ? 'recording' : 'resting', time = on ? new Date(Date.now() - began).toISOString().slice(11, 19) : '';
    say(line, left ? `${state}Waiting` : state, on ? time : left, left);
  };
  const begin = async () => {
    if (busy || running) return;
    busy = true;
    try {
      const all = await known() ?? await sources();
      await remember(all);
      began = Date.now();
      running = await record({ url, sources: all, slice });
      say(note, '');
    } catch (fault) {
      say(note, fault?.name === 'NotAllowedError' || fault?.name === 'NotFoundError' ? 'deaf' : 'refused');
      if (!running) await remember(null);
    } finally { busy = false; draw(); }
  };
  const stop = async () => { const one = running; running = null; await remember(null); await one?.stop(); draw(); };
  shown('begin')?.addEventListener('click', begin);
  shown('stop')?.addEventListener('click', stop);
  // The chair's end waits for the last sound of this device.
  document.getElementById('end-recording')?.addEventListener('submit', (sends) => {
    if (!running) return;
    sends.preventDefault();
    stop().finally(() => sends.target.submit());
  });
  addEventListener('recording-over', stop);
  addEventListener('recording-deaf', () => say(note, 'deaf'));
  addEventListener('recording-begun', () => say(note, ''));
  addEventListener('recording-narrow', ({ detail }) => say(note, 'narrow', Math.round(detail.taken * 100)));
  addEventListener('recording-full', () => say(note, 'full'));
  addEventListener('recording-lost', () => say(note, 'lost'));
  addEventListener('recording-aside', () => say(note, 'aside'));
  addEventListener('beforeunload', (leaves) => { if (running) leaves.preventDefault(); });
  for (const name of ['kept', 'sent', 'rests', 'begun']) addEventListener(`recording-${name}`, draw);
  setInterval(draw, 1000);
  draw();
  if (panel.dataset.begin) history.replaceState(null, '', location.pathname);
  // The page was loaded anew, or the browser died: what was recording goes on.
  if (panel.dataset.on) (async () => { if (panel.dataset.begin || await known()) begin(); })();
  return { begin, stop };
};
if (panel) attendPanel();
