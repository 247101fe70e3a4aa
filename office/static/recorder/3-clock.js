// The server's clock by five questions: the one that came back soonest is nearest to the truth.
const localNow = () => performance.timeOrigin + performance.now();
const clockOffset = async (url) => {
  const found = [];
  for (let n = 0; n < 5; n += 1) {
    try {
      const sent = localNow(), answer = await fetch(`${url}/clock`, { signal: AbortSignal.timeout(3000) }), back = localNow();
      if (answer.ok) found.push({ trip: back - sent, offset: (await answer.json()).now - (sent + back) / 2 });
    } catch { break; }
  }
  found.sort((one, other) => one.trip - other.trip);
  return found.length ? Math.round(found[0].offset) : null;
};
