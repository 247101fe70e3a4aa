// The conference room of a meeting: one connection sends, one receives; every step is one question to our own server.
const BEAT = 2000, AGAIN = 3000, MOST_TRIES = 100;
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const gathered = async (link) => {
  const done = () => link.iceGatheringState === 'complete';
  if (!done()) await Promise.race([wait(4000), new Promise((ok) => { link.addEventListener('icegatheringstatechange', () => done() && ok()); })]);
  return link.localDescription.sdp;
};

class Room {
  constructor(root) {
    this.root = root;
    this.base = root.dataset.conference;
    this.tiles = new Map();
    this.feeds = new Set();
    const words = root.querySelector('template[data-words]').content;
    this.words = Object.fromEntries([...words.querySelectorAll('[data-say]')].map((one) => [one.dataset.say, one.textContent]));
    root.querySelectorAll('[data-join]').forEach((b) => b.addEventListener('click', () => this.join(b.dataset.join === 'video')));
    this.at('[data-leave]').addEventListener('click', () => this.leave());
    this.at('[data-quiet]').addEventListener('click', (e) => this.hold('audio', e.currentTarget));
    this.at('[data-dark]').addEventListener('click', (e) => this.hold('video', e.currentTarget));
    window.addEventListener('pagehide', () => this.forsake());
  }

  at(what) { return this.root.querySelector(what); }

  say(word, text = this.words[word]) { this.at('[data-word]').textContent = text; this.root.dataset.is = word; }

  async ask(path, words) {
    const answer = await fetch(`${this.base}${path}`, words === undefined ? {} : {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.root.dataset.token },
      body: JSON.stringify(words),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(told.title ?? answer.status), { status: answer.status });
    return told;
  }

  async join(video) {
    if (this.running) return;
    this.say('joining');
    const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const picture = video && { width: 640, height: 360, frameRate: 15 };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: sound, video: picture });
    } catch {
      this.say('device');
      return;
    }
    this.video = video;
    this.dark = !video;
    this.running = true;
    this.root.dataset.inside = 1;
    this.buttons(true);
    if (video) this.own();
    await this.live();
  }

  // Goes on until somebody leaves or is put out; a server that fell is asked again.
  async live() {
    for (let tries = 0; this.running && tries < MOST_TRIES; tries += 1) {
      try {
        await this.enter();
        tries = 0;
        this.say('in');
        while (this.running) { await this.beat(); await wait(BEAT); }
      } catch (fault) {
        this.drop();
        if (!this.running) return;
        if ([401, 403, 404, 409].includes(fault.status)) return this.stop(fault.status === 404 ? 'out' : 'left', fault.status === 404 ? undefined : fault.message);
        this.say('away');
        await wait(AGAIN);
      }
    }
    return undefined;
  }

  async enter() {
    const ways = await this.ask('');
    this.setup = { iceServers: ways.ice };
    this.sending = new RTCPeerConnection(this.setup);
    this.stream.getTracks().forEach((track) => this.sending.addTrack(track, this.stream));
    this.sending.addEventListener('connectionstatechange', () => { if (this.sending?.connectionState === 'failed') this.broken = true; });
    this.broken = false;
    await this.sending.setLocalDescription();
    const taken = await this.ask('/publish', { sdp: await gathered(this.sending) });
    this.seat = taken.seat;
    await this.sending.setRemoteDescription({ type: 'answer', sdp: taken.sdp });
    await this.limit(ways.kbit);
  }

  // A picture never takes more than the room gives it, so that voices come first on a thin line.
  async limit(kbit) {
    for (const sender of this.sending.getSenders().filter((one) => one.track?.kind === 'video')) {
      const given = sender.getParameters();
      given.encodings = [{ ...given.encodings?.[0], maxBitrate: kbit * 1000 }];
      await sender.setParameters(given).catch(() => {});
    }
  }

  async beat() {
    if (this.broken) throw new Error('broken');
    const told = await this.ask(`/${this.seat}/keep`, {});
    if (!told.is_live) { this.stop('left'); return; }
    const here = new Set(told.feeds.map((one) => one.feed));
    const add = [...here].filter((feed) => !this.feeds.has(feed)), drop = [...this.feeds].filter((feed) => !here.has(feed));
    if (add.length || drop.length) await this.hear(add, drop);
    told.feeds.forEach((one) => this.tile(one));
    drop.forEach((feed) => { this.tiles.get(feed)?.remove(); this.tiles.delete(feed); });
  }

  async hear(add, drop) {
    const told = await this.ask(`/${this.seat}/subscribe`, { add, drop, sound_only: this.dark, anew: !this.receiving });
    add.forEach((feed) => this.feeds.add(feed));
    drop.forEach((feed) => this.feeds.delete(feed));
    if (!told.sdp) return;
    this.parts = told.parts;
    if (!this.receiving) {
      this.receiving = new RTCPeerConnection(this.setup);
      this.receiving.addEventListener('track', (e) => this.heard(e));
    }
    await this.receiving.setRemoteDescription({ type: 'offer', sdp: told.sdp });
    await this.receiving.setLocalDescription();
    await this.ask(`/${this.seat}/answer`, { sdp: await gathered(this.receiving) });
  }

  // The server tells which part of the agreement carries whose sending.
  heard({ track, transceiver }) {
    const feed = this.parts[transceiver.mid];
    if (!feed) return;
    const shown = this.tiles.get(feed) ?? this.tile({ feed, name: '', talking: false });
    const video = shown.querySelector('video');
    video.srcObject ??= new MediaStream();
    video.srcObject.addTrack(track);
    if (track.kind === 'video') video.hidden = false;
    video.play().catch(() => {});
  }

  tile({ feed, name, talking }) {
    let shown = this.tiles.get(feed);
    if (!shown) {
      shown = this.at('template[data-tile]').content.firstElementChild.cloneNode(true);
      shown.dataset.feed = feed;
      shown.prepend(Object.assign(document.createElement('video'), { autoplay: true, playsInline: true }));
      if ('moderates' in this.root.dataset && feed) {
        shown.querySelector('.conference-lead').hidden = false;
        ['mute', 'kick'].forEach((act) => shown.querySelector(`[data-${act}]`).addEventListener('click', () => this.ask(`/${act}`, { feed }).catch((fault) => this.say('in', fault.message))));
      }
      this.tiles.set(feed, shown);
      this.at('[data-tiles]').append(shown);
    }
    if (name) shown.querySelector('bdi').textContent = name;
    shown.classList.toggle('speaks', talking);
    return shown;
  }

  own() {
    const shown = this.tile({ feed: '', name: this.words.me, talking: false });
    const video = shown.querySelector('video');
    video.muted = true;
    video.srcObject = this.stream;
  }

  hold(kind, button) {
    const held = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', held);
    this.stream.getTracks().filter((one) => one.kind === kind).forEach((one) => { one.enabled = !held; });
    if (kind !== 'video') return;
    this.dark = held;
    this.receiving?.close();
    this.receiving = undefined;
    this.feeds.clear();
    [...this.tiles].filter(([feed]) => feed).forEach(([feed, shown]) => { shown.remove(); this.tiles.delete(feed); });
  }

  buttons(inside) {
    this.root.querySelectorAll('[data-join]').forEach((one) => { one.hidden = inside; });
    this.at('[data-leave]').hidden = this.at('[data-quiet]').hidden = !inside;
    this.at('[data-dark]').hidden = !inside;
    this.at('[data-dark]').setAttribute('aria-pressed', this.dark);
  }

  drop() {
    [this.sending, this.receiving].forEach((one) => one?.close());
    this.sending = this.receiving = undefined;
    this.feeds.clear();
    [...this.tiles].filter(([feed]) => feed).forEach(([feed, shown]) => { shown.remove(); this.tiles.delete(feed); });
  }

  async leave() {
    const seat = this.seat;
    this.stop('left');
    await this.ask(`/${seat}/leave`, {}).catch(() => {});
  }

  stop(word, text) {
    this.running = false;
    delete this.root.dataset.inside;
    this.drop();
    this.stream?.getTracks().forEach((one) => one.stop());
    this.tiles.forEach((shown) => shown.remove());
    this.tiles.clear();
    this.buttons(false);
    this.say(word, text);
  }

  // A page that is closed says so in one last breath.
  forsake() {
    if (!this.running || !this.seat) return;
    fetch(`${this.base}/${this.seat}/leave`, { method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.root.dataset.token }, body: '{}' }).catch(() => {});
  }
}

const attend = () => document.querySelectorAll('[data-conference]:not([data-ready])').forEach((root) => {
  root.dataset.ready = 1;
  new Room(root);
});
attend();
document.addEventListener('swapped', attend);
