// Plays the films of a meeting on one time line; without it each film is played by itself from the second asked.
const player = document.querySelector('[data-player]');
const attendPlayer = () => {
  const pieces = JSON.parse(player.dataset.pieces), media = player.querySelector('audio, video'), now = player.querySelector('[data-now]');
  const end = Math.max(...pieces.map((one) => one.t1));
  let piece = null;
  const holds = (second) => pieces.find((one) => second >= one.t0 && second < one.t1) ?? pieces.find((one) => one.t0 > second);
  const load = (one, second) => {
    if (piece !== one) { piece = one; media.src = one.url; }
    media.currentTime = Math.max(0, second - one.t0);
  };
  const seek = (second, goes) => {
    const one = holds(second);
    if (!one) return;
    load(one, Math.max(second, one.t0));
    if (goes) media.play().catch(() => {});
  };
  // A film that ends hands over to the one that holds the next second; a gap is skipped and was told.
  media.addEventListener('ended', () => {
    const next = pieces.filter((one) => one.t1 > piece.t1 + 0.2).sort((one, other) => one.t0 - other.t0)[0];
    if (next) { load(next, Math.max(next.t0, piece.t1)); media.play().catch(() => {}); }
  });
  media.addEventListener('timeupdate', () => {
    if (!piece) return;
    const at = (1000 * (piece.t0 + media.currentTime)) / end, second = piece.t0 + media.currentTime;
    now.setAttribute('x1', at);
    now.setAttribute('x2', at);
    document.querySelectorAll('.turns li').forEach((line) => {
      const from = Number(line.querySelector('[data-at]').dataset.at), next = line.nextElementSibling?.querySelector('[data-at]');
      line.classList.toggle('playing', second >= from && (!next || second < Number(next.dataset.at)));
    });
  });
  document.addEventListener('click', (press) => {
    const mark = press.target.closest('[data-at]');
    if (!mark || mark === player) return;
    press.preventDefault();
    seek(Number(mark.dataset.at), true);
  });
  seek(Number(player.dataset.at), false);
};
if (player) attendPlayer();
