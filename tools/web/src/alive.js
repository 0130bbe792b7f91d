// A session that hangs on a device ends when the device is pulled out: the page asks every few seconds and leads to the door.
// The asking is a worker's: browsers slow the timers of hidden pages down to one a minute, not a worker's.
import { leave } from "./keep.js";

function away() {
  leave();
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

export function alive() {
  if (!("watched" in document.body.dataset)) return;
  const asking = new Worker("/static/js/asking.js");
  asking.addEventListener("message", away);
  // Back from the browser's cache: look at once, before anything is read on it.
  window.addEventListener("pageshow", (event) => { if (event.persisted) asking.postMessage("now"); });
}
