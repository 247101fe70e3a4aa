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
  return () => (base ??= open());
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
const forgetSegment = (row) => written((_chunks, all) => all.delete(keyOf(row)));
// The chunk and the count of its segment, or neither.
const keepChunk = (chunk, segment) => written((chunks, all) => { chunks.put(chunk); all.put({ ...segment, next: chunk.seq + 1, stopped: chunk.to }); });
const forget = (chunk) => written((chunks) => chunks.delete(keyOf(chunk)));
const putAside = (chunk, status) => written((chunks) => chunks.put({ ...chunk, rank: ASIDE, status }));
const leftOf = (segment) => read(CHUNKS, (all) => asked(all.count(IDBKeyRange.bound([...keyOf(segment), -Infinity], [...keyOf(segment), Infinity]))));
const dropPictures = () => written((chunks) => new Promise((done) => {
  const wish = chunks.index('turn').openCursor(mine(PICTURE, PICTURE));
  wish.onsuccess = () => { const at = wish.result; if (!at) return done(); at.delete(); at.continue(); };
}));
// What must outlive the browser beside the chunks: which sources this device is, the number of the next segment.
const fact = async (key) => (await read(FACTS, (all) => asked(all.get(key))))?.value;
const keepFact = (key, value) => written((_chunks, _segments, facts) => (value === null ? facts.delete(key) : facts.put({ key, value })));
