// Recordings that have not reached the server go on their way from whatever page their owner opens.
indexedDB?.databases?.().then((all) => all.some((one) => one.name === 'recordings') && import('./recorder.js')).catch(() => {});
