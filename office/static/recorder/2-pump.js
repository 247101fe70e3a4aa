// Sends the oldest chunk and forgets it only when the server has said that it is kept. Sound goes before picture.
const token = () => document.querySelector('input[name=_token]')?.value ?? '';
const pause = (ms) => new Promise((done) => {
  const end = () => { clearTimeout(left); removeEventListener('online', end); done(); };
  const left = setTimeout(end, ms);
  addEventListener('online', end);
});
const tell = (name, detail = {}) => dispatchEvent(new CustomEvent(`recording-${name}`, { detail }));
const hex = async (data) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', data))].map((one) => one.toString(16).padStart(2, '0')).join('');
const send = (chunk) => fetch(`${chunk.url}/${chunk.recording}/${chunk.segment}/${chunk.seq}`, {
  method: 'PUT',
  body: chunk.data,
  signal: AbortSignal.timeout(60000),
  headers: {
    'X-CSRF-Token': token(), 'Content-Type': chunk.codec, 'X-Chunk-SHA256': chunk.sha256, 'X-Chunk-From': chunk.from, 'X-Chunk-To': chunk.to,
    'X-Segment-Started': chunk.started, ...(chunk.offset === null ? {} : { 'X-Clock-Offset': chunk.offset }),
  },
});
const closing = (row) => fetch(`${row.url}/${row.recording}/${row.segment}/finish`, {
  method: 'POST',
  signal: AbortSignal.timeout(30000),
  headers: { 'X-CSRF-Token': token(), 'Content-Type': 'application/json' },
  body: JSON.stringify({ last_seq: row.next - 1, stopped_ms: row.stopped }),
});
// Answers that a repetition will not change: the chunk stays here and is shown, it is never thrown away.
const FINAL = [400, 403, 404, 409, 410, 413, 415, 422];
// The page is of a session that ended: nothing is wrong with the chunk, the next page goes on.
const isStale = async (answer) => answer?.status === 403 && (await answer.clone().json().catch(() => null))?.code === 'stale-page';
const saidBy = async (answer) => {
  const told = await answer.clone().json().catch(() => null);
  return [told?.title, told?.fix].filter(Boolean).join(' ');
};
let tries = 0;
const later = (answer) => {
  const wished = Number(answer?.headers.get('Retry-After')) * 1000;
  tries += 1;
  return pause(wished || Math.min(1000 * 2 ** (tries - 1), 30000) * (0.75 + Math.random() / 2));
};
const round = async () => {
  const chunk = await oldest();
  if (!chunk) return false;
  let answer = null;
  try { answer = await send(chunk); } catch { /* no line */ }
  if (answer?.redirected || answer?.status === 401 || await isStale(answer)) return false; // signed out
  if (answer?.ok) {
    tries = 0;
    await forget(chunk);
    tell('sent', { chunk });
    const told = answer.headers.get('X-Recording');
    if (['over', 'late'].includes(told)) tell(told, { chunk });
    return true;
  }
  if (FINAL.includes(answer?.status)) { await putAside(chunk, answer.status, await saidBy(answer)); tell('aside', { chunk, status: answer.status }); return true; }
  tell('waits', { status: answer?.status ?? 0 });
  await later(answer);
  return true;
};
// A segment is over when its recorder stopped, or when no page holds its lock any more (a crash).
const isOver = (row) => row.done || navigator.locks.request(`recorder:${row.recording}`, { ifAvailable: true }, (lock) => Boolean(lock));
const finish = async () => {
  for (const row of await segments()) {
    if (await leftOf(row) || !(await isOver(row))) continue;
    if (!row.next) { await forgetSegment(row); continue; }
    let answer = null;
    try { answer = await closing(row); } catch { return false; }
    if (!answer.ok && (!FINAL.includes(answer.status) || await isStale(answer))) return false;
    await forgetSegment(row);
    tell('finished', { row });
  }
  return true;
};
let rest = null;
const pump = () => (rest ??= navigator.locks.request(ALONE, { ifAvailable: true }, async (lock) => {
  if (!lock || !who) return;
  while (await round());
  await finish();
}).catch(() => {}).finally(() => { rest = null; tell('rests'); }));
// What another page left behind is taken up within moments; an idle look costs one count.
if (who) {
  pump();
  setInterval(pump, 2000);
  addEventListener('online', pump);
}
