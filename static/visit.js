// The form of a visit: drafts kept on the server while one types, and a few shorter ways.
(() => {
  "use strict";
  const on = (name, act) => document.addEventListener(name, act);
  const form = () => document.querySelector("#visit-form[data-drafts]");
  const WAIT = 2000;
  let timer = 0;
  let dirty = false;

  const say = (words) => {
    const place = document.getElementById("saved");
    if (place) place.textContent = words;
  };

  // The answer is the fragment that the page itself includes; a redirect means that nobody is signed in any more.
  const save = async (leaving) => {
    const f = form();
    clearTimeout(timer);
    if (!f || !dirty || f.dataset.sent) return;
    dirty = false;
    try {
      const answer = await fetch(f.dataset.drafts, {
        method: "POST",
        body: new URLSearchParams(new FormData(f)),
        headers: { "HX-Request": "true" },
        credentials: "same-origin",
        redirect: "error",
        keepalive: leaving,
      });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      say(page.getElementById("saved")?.textContent || "");
    } catch {
      dirty = true;
      say("草稿未存上");
    }
  };
  const soon = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  on("input", (e) => { if (form()?.contains(e.target)) soon(); });
  addEventListener("pagehide", () => save(true));
  on("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  addEventListener("online", () => save(false));

  // What a folded part holds, in its own line.
  const count = (fold) => {
    const text = fold.querySelector("[data-count]");
    const chosen = [...fold.querySelectorAll(":checked:not([name=on_behalf])")];
    const unit = text.dataset.count;
    const names = chosen.map((c) => fold.querySelector(`label[for="${c.id}"]`).textContent.replace(/（.*$/, ""));
    text.textContent = unit ? (names.length ? `${names.length} ${unit}` : "未推送") : (names.join("、") || "请选择");
  };
  on("change", (e) => {
    const fold = e.target.closest("details.cell-fold");
    if (fold && e.target.type === "checkbox") count(fold);
  });

  // A chip pressed again is let go: a tick or a category may be a slip of the finger.
  on("click", (e) => {
    const label = e.target.closest(".tick label.chip, .problem label.chip");
    const radio = label && document.getElementById(label.htmlFor);
    if (!radio?.checked || radio.type !== "radio") return;
    e.preventDefault();
    radio.checked = false;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
