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

  // What was sent after the session had ended comes back behind the sign-in: in this window, for the same person.
  const SENT = "sent";
  const who = () => document.querySelector(".who")?.textContent || "";
  const here = () => location.pathname + location.search;
  const led = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
  const kept = () => { try { return JSON.parse(sessionStorage.getItem(SENT)); } catch { return null; } };
  const keep = (what) => { try { if (what) sessionStorage.setItem(SENT, JSON.stringify(what)); else sessionStorage.removeItem(SENT); } catch { /* full or forbidden */ } };
  const note = (words, ...parts) => {
    const p = document.createElement("p");
    p.className = "alert alert-warning";
    p.append(words, ...parts);
    document.getElementById("flashes")?.append(p);
  };
  on("submit", (e) => {
    const form = e.target;
    if (form.method !== "post" || "again" in form.dataset || !who()) return;
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value && !/^(csrf_token|form_id)$/.test(name));
    keep(fields.length && !form.querySelector("[type=password]") ? { who: who(), href: here(), action: led(form), fields } : null);
  });
  const refill = (form, fields) => {
    const given = new Map();
    fields.forEach(([name, value]) => given.set(name, [...(given.get(name) || []), value]));
    [...form.elements].filter((one) => one.name && !/^(file|submit|button)$/.test(one.type)).forEach((one) => {
      const values = given.get(one.name) || [];
      if (/checkbox|radio/.test(one.type)) one.checked = values.includes(one.value);
      else if (one.multiple) [...one.options].forEach((option) => { option.selected = values.includes(option.value); });
      else if (values.length) one.value = values.shift();
      else return;
      one.dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    form.scrollIntoView({ block: "center" });
  };
  on("DOMContentLoaded", () => {
    const was = kept();
    if (!was) return;
    if (location.pathname === "/login" && !location.search) {
      document.querySelector("main form").action = `/login?next=${encodeURIComponent(was.href)}`;
      keep({ ...was, door: true });
      note("登录已过期，刚才的内容没有提交。重新登录后会回到刚才的页面，填写的内容还在。");
    } else if (document.querySelector("[data-expired]")) {
      keep({ ...was, door: true });
      const back = document.querySelector("[data-expired]");
      back.href = was.href;
      back.textContent = "回到刚才的页面";
      note("刚才的内容没有提交，回到刚才的页面会放回，可以重新提交。");
    } else if (!who()) return; // a further step of the sign-in
    else if (was.door && was.href === here() && was.who === who()) {
      keep(null);
      const form = [...document.forms].find((one) => one.method === "post" && led(one) === was.action);
      if (form) { refill(form, was.fields); note("刚才填写的内容已放回，还没有提交，请核对后重新提交。"); } else note(`刚才的内容没有提交，这里现在不能填写。您写的是：${was.fields.map(([, value]) => value).filter((value) => /[^\x00-\x7f]/.test(value)).join("；")}`);
    } else keep(null);
  });
  on("htmx:afterRequest", (e) => { if (e.detail.successful && !e.detail.xhr.getResponseHeader("HX-Redirect")) keep(null); });

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
