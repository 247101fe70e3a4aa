// What was recorded lies on this device until the server has it: written through to the disk before anything is sent.
const who = document.body.dataset.actor ?? '';
const ALONE = 'recordings'; // one page of the suite sends, whatever number is open
const CHUNKS = 'chunks', SEGMENTS = 'segments', FACTS = 'facts', SOUND = 0, PICTURE = 1, ASIDE = 9;
const asked = (wish) => new Promise((done, fail) => { wish.onsuccess = () => done(wish.result); wish.onerror = () => fail(wish.error); });
const opened = (() => {
  let base;
  const open = () => {
    const wish = indexedDB.open('recordings', 1);
    wish.onupgradeneeded = () => {
      const chunks = wish.result.createObjectStore(CHUNKS, { keyPath: ['recording', 'segment', 'seq'] });
      chunks.createIndex('turn', ['who', 'rank', 'at']);
      wish.result.createObjectStore(SEGMENTS, { keyPath: ['recording', 'segment'] });
      wish.result.createObjectStore(FACTS, { keyPath: 'key' });
    };
    return asked(wish);
  };
  // A door that did not open is tried again: the next chunk may find room.
  return () => (base ??= open().catch((fault) => { base = undefined; throw fault; }));
})();
// All writes of one act together; it is over when the disk has them.
const written = async (act) => {
  const change = (await opened()).transaction([CHUNKS, SEGMENTS, FACTS], 'readwrite', { durability: 'strict' });
  const over = new Promise((done, fail) => { change.oncomplete = done; change.onabort = () => fail(change.error); change.onerror = () => {}; });
  await act(change.objectStore(CHUNKS), change.objectStore(SEGMENTS), change.objectStore(FACTS));
  return over;
};
const read = async (store, act) => act((await opened()).transaction(store).objectStore(store));
const mine = (from, to) => IDBKeyRange.bound([who, from, -Infinity], [who, to, Infinity]);
const oldest = async () => (await read(CHUNKS, (all) => asked(all.index('turn').openCursor(mine(SOUND, PICTURE)))))?.value;
const waiting = (from = SOUND, to = PICTURE) => read(CHUNKS, (all) => asked(all.index('turn').count(mine(from, to))));
const bytesOf = async () => {
  let size = 0;
  await read(CHUNKS, (all) => new Promise((done, fail) => {
    const wish = all.index('turn').openCursor(mine(SOUND, ASIDE));
    wish.onerror = () => fail(wish.error);
    wish.onsuccess = () => { const at = wish.result; if (!at) return done(); size += at.value.size; at.continue(); };
  }));
  return size;
};
const keyOf = (row) => (row.seq === undefined ? [row.recording, row.segment] : [row.recording, row.segment, row.seq]);
const segments = async () => (await read(SEGMENTS, (all) => asked(all.getAll()))).filter((row) => row.who === who);
const keepSegment = (row) => written((_chunks, all) => all.put(row));
const headKey = (row) => `head:${row.recording}:${row.segment}`;
const forgetSegment = (row) => written((_chunks, all, facts) => { all.delete(keyOf(row)); facts.delete(headKey(row)); });
// The chunk and the count of its segment, or neither. A copy of the first one stays to the end: without it nothing plays the rest.
const keepChunk = (chunk, segment) => written((chunks, all, facts) => {
  chunks.put(chunk);
  all.put({ ...segment, next: chunk.seq + 1, stopped: chunk.to });
  if (!chunk.seq) facts.put({ key: headKey(chunk), value: chunk.data });
});
const forget = (chunk) => written((chunks) => chunks.delete(keyOf(chunk)));
const putAside = (chunk, status, why) => written((chunks) => chunks.put({ ...chunk, rank: ASIDE, status, why }));
// Each chunk that the server did not take, without its bytes held here all at once.
const eachAside = (act, mode = 'readonly') => opened().then((base) => new Promise((done, fail) => {
  const change = base.transaction(CHUNKS, mode), wish = change.objectStore(CHUNKS).index('turn').openCursor(mine(ASIDE, ASIDE));
  change.oncomplete = done;
  change.onabort = () => fail(change.error);
  wish.onsuccess = () => { const at = wish.result; if (at) { act(at.value, at); at.continue(); } };
}));
const runOf = (row) => `${row.recording}/${row.segment}`;
const asideRuns = async () => {
  const found = new Map();
  await eachAside((row) => {
    const run = found.get(runOf(row)) ?? { name: runOf(row), codec: row.codec, at: row.at, why: row.why ?? '', status: row.status, parts: 0, size: 0 };
    found.set(run.name, { ...run, at: Math.min(run.at, row.at), parts: run.parts + 1, size: run.size + row.size });
  });
  return [...found.values()];
};
const filesOf = async (name) => {
  const rows = [];
  await eachAside((row) => { if (runOf(row) === name) rows.push(row); });
  rows.sort((one, other) => one.seq - other.seq);
  const head = rows[0]?.seq ? await fact(headKey(rows[0])) : null;
  return { codec: rows[0]?.codec ?? '', at: rows[0]?.at ?? 0, parts: [...(head ? [head] : []), ...rows.map((row) => row.data)] };
};
const tryAgain = (name) => eachAside((row, at) => {
  if (runOf(row) === name) at.update({ ...row, rank: row.codec.startsWith('video') ? PICTURE : SOUND });
}, 'readwrite');
const dropRun = (name) => eachAside((row, at) => { if (runOf(row) === name) at.delete(); }, 'readwrite');
const leftOf = (segment) => read(CHUNKS, (all) => asked(all.count(IDBKeyRange.bound([...keyOf(segment), -Infinity], [...keyOf(segment), Infinity]))));
const dropPictures = () => written((chunks) => new Promise((done) => {
  const wish = chunks.index('turn').openCursor(mine(PICTURE, PICTURE));
  wish.onsuccess = () => { const at = wish.result; if (!at) return done(); at.delete(); at.continue(); };
}));
// What must outlive the browser beside the chunks: which sources this device is, the number of the next segment.
const fact = async (key) => (await read(FACTS, (all) => asked(all.get(key))))?.value;
const keepFact = (key, value) => written((_chunks, _segments, facts) => (value === null ? facts.delete(key) : facts.put({ key, value })));
