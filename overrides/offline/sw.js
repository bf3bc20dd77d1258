// Works where there is no signal; never needed. One a site, at its root, with nothing but what it was told to look after:
// guides that were visited, pages of PAGES that were visited, languages that somebody asked to keep.
//
// Nothing is kept unless its bytes have the SHA-256 that offline/<name>.json says, so that neither a captive portal nor half a
// deployment ever becomes a guide. What is kept is stored by its digest; one small state says which digest an address has
// now, and is written last: a page and what it loads change together or not at all.
"use strict";
const PAGES = {}, FILES = [], HOMES = {}; // written by the build: offline.py
const SCOPE = new URL("./", location.href), MINE = `camtay ${SCOPE.pathname} `, STORE = `${MINE}1`;
const CODE = /^(\d{4,})\/([a-z]+\/)?$/, STATE = "offline/state";
const TYPES = { css: "text/css", js: "text/javascript", json: "application/json", mp3: "audio/mpeg", png: "image/png", svg: "image/svg+xml", webp: "image/webp", woff2: "font/woff2" };
const at = path => new URL(path, SCOPE).href;
const blob = digest => at(`offline/${digest}`);

// --- what is kept -------------------------------------------------------------------------------

async function read(store) {
  const said = await store.match(at(STATE));
  const state = said ? await said.json() : {};
  return { version: state.version || "", paths: state.paths || {}, sets: state.sets || {} };
}

// One change after the other: `edit` may take its time, the state is written when it is through.
let last = Promise.resolve();
function change(edit) {
  last = last.catch(() => {}).then(async () => {
    const store = await caches.open(STORE), state = await read(store);
    const result = await edit(state, store);
    await store.put(at(STATE), new Response(JSON.stringify(state)));
    return result;
  });
  return last;
}

async function listed(name) {
  const answer = await fetch(at(`offline/${name}.json`), { cache: "no-store" });
  if (!answer.ok) throw new Error("away");
  return answer.json();
}

async function digestOf(body) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(sum, n => n.toString(16).padStart(2, "0")).join("");
}

// Puts the bytes of an address into the store: first what the phone has fetched already, then what the server has.
async function take(store, path, digest) {
  if (await store.match(blob(digest))) return;
  for (const cache of ["default", "reload"]) {
    const body = await (await fetch(at(path), { cache })).arrayBuffer();
    if (await digestOf(body) != digest) continue;
    const end = /\.(\w+)$/.exec(path.split("?")[0]);
    const type = end && TYPES[end[1]] || "text/html; charset=utf-8";
    await store.put(blob(digest), new Response(body, { headers: { "Content-Type": type, "Content-Length": body.byteLength } }));
    return;
  }
  throw new Error("other");
}

// All of a list, or of a guide what was visited; the addresses that are kept now, and the release that the list is of.
async function renew(state, store, name, wanted, tell) {
  const { version, files } = await listed(name), paths = Object.keys(files).filter(wanted);
  let done = 0;
  const of = paths.reduce((sum, path) => sum + files[path][1], 0);
  for (const path of paths) {
    await take(store, path, files[path][0]);
    done += files[path][1];
    if (tell) tell({ done, of });
  }
  if (!Object.keys(state.paths).length) state.version = version;
  for (const path of paths) state.paths[path] = files[path][0];
  return { version, paths };
}

// What a visit keeps, and brings up to date for the next one: the page alone, of PAGES with all that it loads. It costs the list.
// A page that has asked for all that it may need stays whole: page and files change together. The list tells of a new release.
function visited(path) {
  const code = CODE.exec(path);
  return change(async (state, store) => {
    const whole = `${PAGES[path]}-all`, name = code ? code[1] : whole in state.sets ? whole : PAGES[path];
    if (!name) return;
    const { version, paths } = await renew(state, store, name, found => !code || found == path);
    if (!code) state.sets[name] = paths;
    return version;
  });
}

// After a new release: whatever is kept is brought up to it. What cannot be had whole, or has only the list of the release before, is
// done at the next visit.
function refresh(version) {
  return change(async (state, store) => {
    if (!version || state.version == version) return;
    const codes = Object.keys(state.paths).map(path => (CODE.exec(path) || [])[1]).filter(Boolean);
    let whole = true;
    for (const name of new Set([...Object.keys(state.sets), ...codes])) {
      try {
        const found = await renew(state, store, name, path => state.sets[name] || path in state.paths);
        if (state.sets[name]) state.sets[name] = found.paths;
        if (found.version != version) whole = false;
      } catch (_) {
        whole = false;
      }
    }
    if (!whole) return;
    state.version = version;
    await sweep(state, store);
  });
}

// Bytes that no address has any more.
async function sweep(state, store) {
  const used = new Set(Object.values(state.paths).map(blob));
  for (const request of await store.keys()) {
    if (request.url != at(STATE) && !used.has(request.url)) await store.delete(request);
  }
}

// --- the worker's life --------------------------------------------------------------------------

// No skipWaiting: what is kept comes up to a release without a new worker, and Chrome loses a page that is asked for in the moment in
// which it swaps workers (tests/test_offline.py). The next worker begins when no page is open.
self.addEventListener("activate", event => event.waitUntil(begin().catch(() => {})));

// Nothing of the network: while a worker activates, the browser holds back every page that it answers for.
async function begin() {
  await self.clients.claim();
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name != STORE) await caches.delete(name);
  later().catch(() => {});
}

// What the browser cuts short here is done at the next visit.
async function later() {
  for (const client of await self.clients.matchAll({ type: "window" })) await visited(within(client.url)).then(refresh).catch(() => {});
}

function within(url) {
  const { origin, pathname } = new URL(url);
  return origin == SCOPE.origin && pathname.startsWith(SCOPE.pathname) ? pathname.slice(SCOPE.pathname.length) : "/";
}

// --- answers ------------------------------------------------------------------------------------

self.addEventListener("fetch", event => {
  const { request } = event, path = within(request.url), isPage = request.mode == "navigate";
  const name = isPage ? path : path + new URL(request.url).search;
  const known = isPage ? CODE.test(path) || path in PAGES || path in HOMES : FILES.includes(name) || path.startsWith("media/") || path.startsWith("assets/fonts/") || isBeside(path);
  if (known && request.method == "GET") event.respondWith(isPage ? page(event, path) : file(request, name));
});

// Files in the folder of a page of PAGES.
function isBeside(path) {
  return path.slice(0, path.lastIndexOf("/") + 1) in PAGES;
}

async function page(event, path) {
  const afterwards = work => event.waitUntil(work.catch(() => {}));
  const found = await kept(path);
  if (found) {
    afterwards(visited(path).then(refresh));
    return found;
  }
  try {
    const answer = await fetch(event.request);
    if (answer.ok) afterwards(visited(path));
    return answer;
  } catch (error) {
    const shelf = await elsewhere(path);
    if (shelf) return Response.redirect(at(`${shelf}#off`));
    throw error;
  }
}

async function file(request, name) {
  const found = await kept(name);
  if (!found) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!range) return found;
  // Safari plays no sound without partial answers
  const body = await found.blob(), end = Math.min(range[2] ? +range[2] : body.size - 1, body.size - 1);
  const headers = { "Content-Type": found.headers.get("Content-Type"), "Content-Range": `bytes ${range[1]}-${end}/${body.size}` };
  return new Response(body.slice(+range[1], end + 1), { status: 206, headers });
}

// Nothing, too, where the browser keeps nothing.
async function kept(path) {
  try {
    const store = await caches.open(STORE), digest = (await read(store)).paths[path];
    return digest && await store.match(blob(digest));
  } catch (_) {
    return undefined;
  }
}

// The list of what is kept: of the home page's language, else of any.
async function elsewhere(path) {
  for (const shelf of [HOMES[path], ...Object.values(HOMES)]) if (shelf && await kept(shelf)) return shelf;
  return "";
}

// --- what a page asks for -----------------------------------------------------------------------
// {has: name} → {kept}; {keep: name} → {done, of} …, {kept: true} or {failed: "full" | "away"}; {forget: name} → {kept: false}

self.addEventListener("message", event => {
  const port = event.ports[0], asked = event.data || {}, tell = said => port && port.postMessage(said);
  if (asked.keep) event.waitUntil(keep(asked.keep, tell));
  // What could not be taken away is said to be there still.
  if (asked.forget) event.waitUntil(forget(asked.forget).catch(() => {}).then(() => has(asked.forget)).then(kept => tell({ kept })));
  if (asked.has) event.waitUntil(has(asked.has).then(kept => tell({ kept })));
});

async function has(name) {
  try {
    return name in (await read(await caches.open(STORE))).sets;
  } catch (_) {
    return false;
  }
}

async function keep(name, tell) {
  try {
    await change(async (state, store) => {
      state.sets[name] = (await renew(state, store, name, () => true, tell)).paths;
      for (const page of Object.values(PAGES)) if (name == `${page}-all`) delete state.sets[page]; // it is in this one now
    });
    tell({ kept: true });
  } catch (error) {
    tell({ failed: error.name == "QuotaExceededError" || error.name == "SecurityError" ? "full" : "away" });
  }
}

// Without a network too: who needs the room needs it now.
function forget(name) {
  return change(async (state, store) => {
    const own = state.sets[name] || [];
    delete state.sets[name];
    const others = [].concat(...Object.values(state.sets));
    for (const path of own) if (!others.includes(path)) delete state.paths[path];
    await sweep(state, store);
  });
}
