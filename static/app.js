// Small comforts; every page works without them.
(() => {
  "use strict";
  const on = (name, act, early) => document.addEventListener(name, act, early);
  const buttons = (form) => [...form.elements].filter((e) => e.type === "submit");
  const rest = (form) => { delete form.dataset.sent; buttons(form).forEach((b) => { b.disabled = false; }); };

  // A question before an act that is hard to take back.
  const ask = (words, yes) => {
    const box = document.createElement("dialog");
    if (!box.showModal) { if (confirm(words)) yes(); return; }
    box.className = "ask";
    const text = document.createElement("p");
    text.id = "ask-text";
    text.textContent = words;
    box.setAttribute("aria-labelledby", text.id);
    const row = document.createElement("div");
    [["取消", "btn btn-outline-secondary"], ["确定", "btn btn-primary"]].forEach(([label, look]) => {
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = label;
      b.className = look;
      b.onclick = () => { box.close(); if (label === "确定") yes(); };
      row.append(b);
    });
    box.append(text, row);
    box.onclose = () => box.remove();
    document.body.append(box);
    box.showModal();
  };
  on("submit", (e) => {
    const words = e.submitter?.dataset.confirm || e.target.dataset.confirm;
    if (!words || e.target.dataset.sure) { delete e.target.dataset.sure; return; }
    e.preventDefault();
    e.stopImmediatePropagation();
    ask(words, () => { e.target.dataset.sure = "1"; e.target.requestSubmit(e.submitter); });
  }, true);

  // One press, one record. data-again is for forms that answer with a file.
  on("submit", (e) => {
    const form = e.target;
    if (form.method !== "post" || "again" in form.dataset) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => buttons(form).forEach((b) => { b.disabled = true; }));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));
  on("htmx:afterRequest", (e) => { const f = e.target.closest?.("form"); if (f) rest(f); });

  on("change", (e) => { // Ticks every row of a list.
    if (e.target.dataset.all) e.target.form.querySelectorAll(`[name="${e.target.dataset.all}"]`).forEach((b) => { b.checked = e.target.checked; });
  });
  on("change", (e) => { if (e.target.matches("form[data-auto] select")) e.target.form.requestSubmit(); });

  on("input", (e) => {
    const most = +e.target.dataset.maxlength;
    if (!most) return;
    let note = e.target.nextElementSibling;
    if (!note?.matches(".count-down")) {
      note = document.createElement("p");
      note.className = "hint count-down";
      e.target.after(note);
    }
    const left = most - e.target.value.length;
    note.textContent = left < 0 ? `超出 ${-left} 字` : `还可输入 ${left} 字`;
  });

  on("click", async (e) => {
    document.querySelectorAll("details.menu[open],details.more[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
    const b = e.target.closest("[data-copy]");
    if (!b) return;
    const from = document.querySelector(b.dataset.copy);
    const text = (from.value ?? from.textContent).trim();
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text;
      b.after(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const was = b.textContent;
    b.textContent = "已复制";
    setTimeout(() => { b.textContent = was; }, 2000);
  });

  // Errors get the focus, after a page load and after a swap.
  const errors = (root) => (root.querySelector("[data-errors]") || root.querySelector("[aria-invalid=true]"))?.focus();
  on("DOMContentLoaded", () => errors(document));
  on("htmx:afterSettle", (e) => { if (e.detail.xhr?.status >= 400) errors(document.getElementById(e.target.id) || document); });
  const say = (words) => {
    const p = document.createElement("p");
    p.className = "alert alert-danger";
    p.textContent = words;
    document.getElementById("flashes")?.replaceChildren(p);
    scrollTo(0, 0);
  };
  // A refusal comes as a whole page: its reason is shown and the part of the page stays as it was.
  const quiet = (e) => !!e.target.closest?.("[data-quiet]"); // a mere offer: its failure is nobody's trouble
  on("htmx:beforeRequest", (e) => { if (quiet(e) && !navigator.onLine) e.preventDefault(); });
  on("htmx:beforeOnLoad", (e) => { if (quiet(e) && e.detail.xhr.getResponseHeader("HX-Redirect")) e.preventDefault(); });
  on("htmx:beforeSwap", (e) => {
    if (e.detail.xhr.status < 400) return;
    if (quiet(e)) { e.detail.shouldSwap = false; return; }
    const page = new DOMParser().parseFromString(e.detail.xhr.responseText, "text/html");
    const reason = page.querySelector("[data-reason]");
    const main = page.querySelector("[data-conflict]")?.closest("main");
    if (main) { document.getElementById("main").replaceWith(main); scrollTo(0, 0); } else if (reason) say(reason.textContent);
    else if (e.detail.shouldSwap) return;
    else say("没有成功，请稍后再试一次。");
    e.detail.shouldSwap = false;
  });
  on("htmx:sendError", (e) => quiet(e) || say(e.target.dataset.offline || "网络不通，内容还在页面上，请稍后再试一次。"));
})();
