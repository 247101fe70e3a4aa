// Records in slices. Each start, each change of the device and each crash begins a new segment.
const RATES = { audioBitsPerSecond: 32000, videoBitsPerSecond: 400000 };
const SHAPE = { width: 640, height: 360, frameRate: 15 };
const FULL = 0.9, NARROW = 0.7;
const room = async () => { const { usage = 0, quota = 1 } = await navigator.storage?.estimate?.() ?? {}; return usage / quota; };
// No room for a chunk: pictures make place for sound, it goes straight to the server; without a line it waits in this page.
const PATIENCE = 300, BETWEEN = 2000;
let inPage = 0;
const sentStraight = async (chunk) => {
  const answer = await send(chunk).catch(() => null);
  if (answer?.ok) tell('sent', { chunk });
  return { ok: answer?.ok, isFinal: FINAL.includes(answer?.status) && !(await isStale(answer)) };
};
const spare = async (chunk, segment) => {
  if (chunk.rank === SOUND) await dropPictures().catch(() => {});
  inPage += 1;
  try {
    for (let left = PATIENCE; ; left -= 1) {
      try { return await keepChunk(chunk, segment); } catch (fault) {
        const { ok, isFinal } = await sentStraight(chunk);
        if (ok) return;
        if (isFinal || !left) throw fault;
      }
      tell('waitsHere');
      await pause(BETWEEN);
    }
  } finally { inPage -= 1; }
};
const heldLock = (name) => {
  let free;
  const gone = new Promise((done) => { free = done; });
  navigator.locks.request(name, () => gone);
  return free;
};
// One recorder: sound or picture of one device, under the name that the server gave it.
const track = (stream, { url, recording, codec, rank, slice, number, offset }) => {
  const recorder = new MediaRecorder(stream, { mimeType: codec, ...RATES });
  const segment = { recording, segment: number, who, url, codec, next: 0, stopped: 0, done: false };
  let began, at = 0, seq = 0, chain = Promise.resolve(), ended;
  const over = new Promise((done) => { ended = done; });
  const keep = async (blob, from, to) => {
    const data = await blob.arrayBuffer();
    const chunk = { recording, segment: number, seq, who, rank, url, codec, from, to, at: Date.now(), size: data.byteLength, sha256: await hex(data), data, started: Math.round(began + (offset ?? 0)), offset };
    seq += 1;
    try { await keepChunk(chunk, segment); } catch (fault) {
      tell('unstored', { fault: String(fault) });
      await spare(chunk, segment);
    }
    Object.assign(segment, { next: seq, stopped: to });
    tell('kept', { chunk });
    pump();
  };
  recorder.onstart = () => { began = localNow(); };
  recorder.ondataavailable = ({ data }) => {
    const from = at, to = Math.round(localNow() - began);
    at = to;
    if (data.size) chain = chain.then(() => keep(data, from, to)).catch((fault) => tell('lost', { from, to, fault: String(fault) }));
  };
  const done = async () => {
    const row = { ...segment, done: true };
    await keepSegment(row).catch(() => closing(row));
  };
  recorder.onstop = () => { chain.then(done).catch(() => {}).finally(() => { ended(); pump(); }); };
  const started = keepSegment(segment).catch(() => {}).then(() => recorder.start(slice));
  return { rank, recorder, over, stop: async () => { await started; if (recorder.state !== 'inactive') recorder.stop(); return over; } };
};
const nextSegment = async (url, recording) => {
  let next = await fact(`segment:${recording}`).catch(() => 0) ?? 0;
  try {
    const answer = await fetch(`${url}/${recording}/have`, { signal: AbortSignal.timeout(4000) });
    if (answer.ok) next = Math.max(next, (await answer.json()).next_segment);
  } catch { /* no line: what this device knows is enough */ }
  for (const row of await segments().catch(() => [])) if (row.recording === recording) next = Math.max(next, row.segment + 1);
  await keepFact(`segment:${recording}`, next + 1).catch(() => {});
  return next;
};
const record = async ({ url, sources, slice = 4000 }) => {
  navigator.storage?.persist?.();
  const picture = sources.some((one) => one.rank === PICTURE), frees = sources.map((one) => heldLock(`recorder:${one.recording}`));
  let tracks = [], stream, stopped = false, offset = await clockOffset(url), guard;
  const begin = async () => {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: picture && SHAPE });
    tracks = await Promise.all(sources.map(async (one) => {
      const heard = new MediaStream(one.rank === SOUND ? stream.getAudioTracks() : stream.getTracks());
      return track(heard, { url, slice, offset, ...one, number: await nextSegment(url, one.recording) });
    }));
    stream.getTracks().forEach((one) => one.addEventListener('ended', again, { once: true }));
    tell('begun');
  };
  const end = async () => { const all = tracks; tracks = []; await Promise.all(all.map((one) => one.stop())); stream?.getTracks().forEach((one) => one.stop()); };
  // A microphone was pulled out or another took its place: the time line shows the seconds between.
  const again = async () => {
    if (stopped || !tracks.length) return;
    await end();
    offset = await clockOffset(url) ?? offset;
    while (!stopped) {
      try { return await begin(); } catch { tell('deaf'); await pause(1000); }
    }
  };
  const watch = async () => {
    const taken = await room();
    if (taken >= NARROW) tell('narrow', { taken });
    if (taken < FULL || !tracks.some((one) => one.rank === PICTURE)) return;
    await Promise.all(tracks.filter((one) => one.rank === PICTURE).map((one) => one.stop()));
    tracks = tracks.filter((one) => one.rank !== PICTURE);
    await dropPictures().catch(() => {});
    tell('full');
  };
  await begin();
  guard = setInterval(watch, 10000);
  watch();
  return {
    tracks: () => tracks,
    again,
    stop: async () => { stopped = true; clearInterval(guard); await end(); frees.forEach((free) => free()); await pump(); tell('ended'); },
  };
};
