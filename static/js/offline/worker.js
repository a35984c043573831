// The service worker. VERSION and KEPT stand above, put there by views/offline.py. It keeps the empty shell and static files: no personal page ever.
const CACHE = `honglin-${VERSION}`;
const PATIENCE = 5000; // ms for a page that the tablet could show by itself
const CARRIED = /^\/(today|outbox|households(\/\d+(\/visits\/new)?)?|concerns\/new|activities\/new|sheets(\/new)?|teams\/\d+\/sheets\/new)?$/;
const AWAY = new Set([502, 503, 504]); // what stands before the server says that it is not there

self.addEventListener("install", (event) => event.waitUntil(keep()));

async function keep() {
  const cache = await caches.open(CACHE);
  const shell = await fetch("/shell", { credentials: "omit", cache: "no-store" });
  if (!shell.ok) throw new Error(`shell: ${shell.status}`);
  await cache.addAll(KEPT);
  await cache.put("/shell", shell);
}

self.addEventListener("activate", (event) => event.waitUntil(settle()));

async function settle() {
  for (const name of await caches.keys()) if (name.startsWith("honglin-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());

self.addEventListener("sync", (event) => event.waitUntil(self.sendAll ? self.sendAll() : Promise.resolve()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, CARRIED.test(pathname)));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

// From the network; from the shell when there is none, or, for a page that the tablet has itself, when it takes too long.
async function page(request, carried) {
  const slow = new Promise((_, fail) => carried && setTimeout(fail, PATIENCE, new Error("slow")));
  try {
    const answer = await Promise.race([fetch(request), slow]);
    if (!AWAY.has(answer.status)) return answer;
  } catch {
    // no network, or as good as none
  }
  return (await kept("/shell")) ?? Response.error();
}

async function asset(request) {
  return (await kept(request)) ?? fetch(request);
}

const kept = (request) => caches.match(request, { cacheName: CACHE, ignoreVary: true });
