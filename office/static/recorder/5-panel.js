// The panel of a meeting: the chair's order turns it on for all, each device that records says what it holds.
// The room draws its parts anew when something happened: nothing here is bound to one drawing of the panel.
const panel = () => document.querySelector('[data-recorder]');
const post = (url, body) => fetch(url, { method: 'POST', headers: { 'X-CSRF-Token': token(), 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const SOUND_KIND = 'audio/webm;codecs=opus', PICTURE_KIND = 'video/webm;codecs=vp8,opus';
const LONGEST = 15000;
let running = null, begunAt = 0, busy = false, noted = ['', []];
const worded = (name, facts) => facts.reduce((text, one) => text.replace('{}', one), name ? panel()?.dataset[name] ?? '' : '');
const put = (mark, name, ...facts) => { const place = panel()?.querySelector(mark); if (place) place.textContent = worded(name, facts); };
const note = (name, ...facts) => { noted = [name, facts]; put('[data-note]', name, ...facts); };
const meetingKey = () => `recorder:${who}:${panel().dataset.meeting}`;
const known = () => fact(meetingKey()).catch(() => null);
const remember = (sources) => keepFact(meetingKey(), sources).catch(() => {});
const named = async (codec, rank) => {
  const answer = await post(panel().dataset.url, { codec, device: navigator.userAgentData?.platform ?? navigator.platform ?? '' });
  if (!answer.ok) throw new Error(answer.status);
  return { recording: (await answer.json()).uid, codec, rank };
};
const newSources = async () => {
  const all = [await named(SOUND_KIND, SOUND)];
  if (panel().dataset.picture && panel().querySelector('[name=picture]')?.checked !== false) all.push(await named(PICTURE_KIND, PICTURE));
  return all;
};
const draw = async () => {
  if (!panel()) return;
  const left = await waiting().catch(() => 0), on = Boolean(running), shown = (name) => panel()?.querySelector(`[data-act=${name}]`);
  panel()?.classList.toggle('rec', on);
  if (shown('begin')) shown('begin').hidden = on;
  if (shown('stop')) shown('stop').hidden = !on;
  const state = on ? 'recording' : 'resting', time = on ? [new Date(Date.now() - begunAt).toISOString().slice(11, 19)] : [];
  put('[data-line]', left ? `${state}Waiting` : state, ...time, left);
  put('[data-note]', noted[0], ...noted[1]);
};
const begin = async () => {
  if (busy || running) return;
  busy = true;
  try {
    const all = await known() ?? await newSources();
    await remember(all);
    begunAt = Date.now();
    running = await record({ url: panel().dataset.url, sources: all, slice: Number(panel().dataset.slice) || 4000 });
    note('');
  } catch (fault) {
    note(['NotAllowedError', 'NotFoundError', 'NotReadableError'].includes(fault?.name) ? 'deaf' : 'refused');
    if (!running) await remember(null);
  } finally { busy = false; draw(); }
};
const stop = async () => { const one = running; running = null; if (one) await remember(null); await one?.stop(); draw(); };
// The page was loaded anew, or the browser died: what was recording goes on. What the chair ended ends.
const follow = async () => {
  if (!panel()) return;
  if (!panel().dataset.on) { if (running) await stop(); } else if (panel().dataset.begin || await known()) await begin();
  delete panel()?.dataset.begin;
  draw();
};
const attendPanel = () => {
  document.addEventListener('click', ({ target }) => {
    const act = target.closest?.('[data-recorder] [data-act]')?.dataset.act;
    if (act) ({ begin, stop })[act]();
  });
  // The chair's end waits for the last sound of this device, but not for a line.
  document.addEventListener('submit', (sends) => {
    if (!running || sends.target.id !== 'end-recording') return;
    sends.preventDefault();
    Promise.race([stop(), pause(LONGEST)]).finally(() => sends.target.submit());
  }, true);
  document.addEventListener('swapped', ({ detail }) => { if (document.getElementById(detail.id)?.contains(panel())) follow(); });
  addEventListener('recording-over', stop);
  addEventListener('recording-narrow', ({ detail }) => note('narrow', Math.round(detail.taken * 100)));
  for (const [name, word] of Object.entries({ begun: '', deaf: 'deaf', full: 'full', lost: 'lost', aside: 'aside', late: 'late', unstored: 'unstored', waitsHere: 'waitsHere' })) addEventListener(`recording-${name}`, () => note(word));
  for (const name of ['kept', 'sent', 'rests', 'begun']) addEventListener(`recording-${name}`, draw);
  addEventListener('beforeunload', (leaves) => { if (running || inPage) leaves.preventDefault(); });
  setInterval(draw, 1000);
  if (panel().dataset.begin) history.replaceState(null, '', location.pathname);
  follow();
};
if (panel()) attendPanel();
