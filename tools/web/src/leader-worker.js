// The service worker of the leader's desk (scope /leader): without a network it gives the empty desk and what that is drawn
// with. It keeps no page that holds words, no answer of the service: those are the pack's, closed, in the page's hands.
const CACHE = "zx-leader";
const SHELL = "/leader/shell";
const PATIENCE = 4000;

// What the empty desk is drawn with is read from itself, and from the scripts it names.
async function gather(cache) {
  const shell = await fetch(SHELL, { cache: "no-store", credentials: "omit" });
  if (!shell.ok) return;
  const html = await shell.clone().text();
  const wanted = new Set(html.match(/\/static\/[\w./-]+/g));
  await cache.put(SHELL, shell);
  for (const path of wanted) {
    const file = await fetch(path);
    if (!file.ok) continue;
    if (path.endsWith(".js")) for (const [, other] of (await file.clone().text()).matchAll(/from\s*"\.\/([\w.-]+\.js)"/g)) wanted.add(`/static/js/${other}`);
    await cache.put(path, file);
  }
  for (const old of await cache.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== SHELL && !wanted.has(pathname)) await cache.delete(old);
  }
}

addEventListener("install", (event) => { skipWaiting(); event.waitUntil(caches.open(CACHE).then(gather)); });
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => { if (event.data === "renew") event.waitUntil(caches.open(CACHE).then(gather).catch(() => {})); });

async function soon(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function desk(request) {
  try {
    const answer = await soon(request);
    if (answer.status !== 503) return answer;
  } catch {
    // the network is away, or as good as away
  }
  return (await caches.match(SHELL)) || Response.error();
}

async function file(request) {
  try {
    const answer = await soon(request);
    if (answer.ok) return answer;
  } catch {
    // as above
  }
  return (await caches.match(request, { ignoreSearch: true })) || fetch(request);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && /^\/leader(\/[0-9a-f-]{36})?$/.test(pathname)) event.respondWith(desk(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});
