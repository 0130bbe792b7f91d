// What stays on this machine for a bad network: the pack, under a key the server gives while the session lasts, and what waits
// to be sent, under a key of this browser's own. Keys cannot be taken out of the browser by a script; both have an end. See
// ADR 0019 for what this keeps and what it does not.
// Without a secure context the browser has no ciphers: nothing is kept then, and the page says so.
const PACKS = "zx-pack"; // deleted whole at sign-out
const QUEUE = "zx-queue"; // outlives the session: unsent writing is its owner's
const WEEK = 7 * 24 * 3600_000;

export const can = Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB);

const opened = new Map();

function open(name) {
  if (!opened.has(name)) opened.set(name, new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened.delete(name); };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  }));
  return opened.get(name);
}

async function rows(name, mode, act) {
  const base = await open(name);
  return new Promise((resolve, reject) => {
    const turn = base.transaction("rows", mode);
    const asked = act(turn.objectStore("rows"));
    turn.oncomplete = () => resolve(asked?.result);
    turn.onerror = turn.onabort = () => reject(turn.error);
  });
}

const bytes = (text) => new TextEncoder().encode(text);

async function close(key, text, bound) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(bound) }, key, bytes(text)) };
}

async function unclose(key, { iv, data }, bound) {
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(bound) }, key, data));
}

// The clock of this machine may be turned back; what was seen once is not before.
async function now() {
  const seen = (await rows(PACKS, "readonly", (s) => s.get("seen")))?.at || 0;
  const here = Date.now();
  if (here < seen - 60_000) return Infinity;
  await rows(PACKS, "readwrite", (s) => s.put({ id: "seen", at: here }));
  return here;
}

export function wipe() {
  opened.get(PACKS)?.then((base) => base.close()).catch(() => {});
  opened.delete(PACKS);
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(PACKS);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}

// `given`: {key, pack, until, person, name} as the server answers. The key goes into the browser and is not kept as bytes.
export async function store(given, text) {
  const raw = Uint8Array.from(atob(given.key), (one) => one.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  const made = Date.now();
  const row = { id: "pack", key, pack: given.pack, until: Date.parse(given.until), person: given.person, made };
  await now();
  const closed = await close(key, text, `${row.pack} ${row.person} ${row.until}`);
  await rows(PACKS, "readwrite", (s) => s.put({ ...row, name: given.name, ...closed }));
}

// The pack that may still be opened, or nothing; what has ended is gone afterwards.
export async function load() {
  const row = await rows(PACKS, "readonly", (s) => s.get("pack"));
  if (!row) return null;
  if (!(await now() < row.until)) { await wipe(); return { ended: true }; }
  return { person: row.person, name: row.name, until: row.until, made: row.made, text: await unclose(row.key, row, `${row.pack} ${row.person} ${row.until}`) };
}

async function own(person) {
  const id = `key ${person}`;
  const kept = await rows(QUEUE, "readonly", (s) => s.get(id));
  if (kept) return kept.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await rows(QUEUE, "readwrite", (s) => s.add({ id, key })).catch(() => {}); // another tab was first
  return (await rows(QUEUE, "readonly", (s) => s.get(id))).key;
}

// What waits of this person's, in the order it was written. What waited longer than a week is gone, and counted.
export async function waiting(person) {
  const key = await own(person);
  const found = [];
  let lapsed = 0;
  for (const row of await rows(QUEUE, "readonly", (s) => s.getAll())) {
    if (typeof row.id !== "number") continue;
    if (Date.now() - row.made > WEEK) { await unqueue(row.id); lapsed += 1; }
    else if (row.person === person) found.push({ ...JSON.parse(await unclose(key, row, `${person} ${row.made}`)), id: row.id, made: row.made });
  }
  found.sort((a, b) => a.id - b.id);
  return { found, lapsed };
}

export async function enqueue(person, act) {
  const made = Date.now();
  const closed = await close(await own(person), JSON.stringify(act), `${person} ${made}`);
  return rows(QUEUE, "readwrite", (s) => s.add({ person, made, ...closed }));
}

export const unqueue = (id) => rows(QUEUE, "readwrite", (s) => s.delete(id));
