// Where a page does not come, words of our own stand in its place; no page and nobody's data is kept.
"use strict";
const FILES = {{ kept|tojson }};
const KEPT = `offline ${FILES.join(" ")}`;
addEventListener("install", (e) => e.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => skipWaiting())));
addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await registration.navigationPreload?.enable(); // the worker's own start holds no page up
})()));
const page = async (e) => {
  try {
    return (await e.preloadResponse) || await fetch(e.request);
  } catch {
    return (await caches.match(FILES[0])) || Response.error();
  }
};
addEventListener("fetch", (e) => {
  const { request } = e;
  if (request.mode === "navigate") { if (request.method === "GET") e.respondWith(page(e)); return; }
  if (FILES.includes(new URL(request.url).pathname)) e.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
