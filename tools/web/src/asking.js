// Asks whether the session lasts. An answer that it does not is told to the page; no answer at all is none: the next may come.
const EVERY = 2500;

async function ask() {
  try {
    const answer = await fetch("/session/alive", { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" });
    if (answer.status === 401) { postMessage("ended"); return; }
  } catch {
    // the service is away for a moment
  }
  clearTimeout(next);
  next = setTimeout(ask, EVERY);
}

let next = setTimeout(ask, EVERY);
addEventListener("message", () => { clearTimeout(next); ask(); });
