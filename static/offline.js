// On the page that stands where another did not come: what the phone holds, and the page itself as soon as it can be had.
(() => {
  "use strict";
  const open = () => location.reload();
  document.getElementById("again").addEventListener("click", (e) => { e.preventDefault(); open(); });
  if (location.pathname === "/offline") return;
  addEventListener("online", open);
  setInterval(async () => { // a phone that calls itself online may reach nobody
    try { if ((await fetch("/healthz", { cache: "no-store" })).ok) open(); } catch { /* not yet */ }
  }, 10000);
  const show = async () => {
    const names = (await window.idbKeyval.keys()).map((key) => String(key).split(":"));
    const of = (kind) => new Set(names.filter((name) => name[0] === kind).map((name) => name[2]));
    const visits = of("visit"), drafts = [...of("draft")].filter((id) => !visits.has(id));
    const said = [visits.size && `${visits.size} 次等待提交的走访`, drafts.length && `${drafts.length} 份没写完的走访`].filter(Boolean);
    if (said.length) document.getElementById("waiting").textContent = `这部手机里存着 ${said.join("、")}。`;
  };
  if (window.idbKeyval) show().catch(() => {});
})();
