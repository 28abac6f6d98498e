// The form of a visit: kept in the phone at each stroke and on the server while one types; sent with its photos behind it.
(() => {
  "use strict";
  const on = (name, act, early) => document.addEventListener(name, act, early);
  const form = () => document.querySelector("#visit-form[data-drafts]");
  const out = window.outbox;
  const SOON = 300, LATER = 2000;
  let near = 0, far = 0, dirty = false, sending = false;

  const say = (words) => {
    const place = document.getElementById("saved");
    if (place) place.textContent = words;
  };
  const typed = (f) => { const fields = new URLSearchParams(new FormData(f)); fields.delete("csrf_token"); return fields.toString(); };
  const idOf = (f) => f.elements.client_id.value;
  const whose = (f) => { const s = f.elements.enterprise; return s.value ? s.selectedOptions[0].textContent.trim() : ""; };
  const here = () => location.pathname + location.search;

  // ---- In the phone, at most a third of a second behind the finger
  const keep = async () => {
    clearTimeout(near);
    const f = form();
    if (!f || !out || sending) return;
    sessionStorage.setItem("visit", `${here()} ${idOf(f)}`);
    await out.db.set(out.key("draft", idOf(f)), { fields: typed(f), at: Date.now(), name: whose(f) });
  };

  // ---- Whose page it still is: signed out elsewhere, signed in anew, or somebody else's by now
  let stranger = "";
  const door = async (f, leaving) => {
    const mine = await out.renew().catch(() => false);
    stranger = { nobody: "登录已过期", other: "已换成别人登录" }[out.who()] || "";
    if (mine && !leaving) setTimeout(changed);
    if (stranger && !sending) out.line("door", "warning", `${stranger}。写的内容已存在这部手机里，用您的账号重新登录后接着填写、提交。`, ...(out.who() === "nobody" ? [out.link("重新登录", `/login?next=${encodeURIComponent(here())}`)] : []));
  };

  // ---- On the server. The answer is the fragment that the page itself includes; a redirect means that nobody is signed in.
  const save = async (leaving) => {
    const f = form();
    clearTimeout(far);
    if (!f || !dirty || f.dataset.sent || sending) return false;
    dirty = false;
    const fields = typed(f);
    try {
      const body = new URLSearchParams(fields);
      body.set("csrf_token", f.elements.csrf_token.value);
      const answer = await fetch(f.dataset.drafts, {
        method: "POST",
        body,
        headers: { "HX-Request": "true" },
        credentials: "same-origin",
        redirect: "error",
        keepalive: leaving,
      });
      const shut = answer.status === 403 || answer.headers.get("HX-Redirect");
      if (shut && out) await door(f, leaving);
      if (!answer.ok || shut) throw new Error(answer.status);
      stranger = "";
      out?.line("door");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      say(page.getElementById("saved")?.textContent || "");
      const draft = out && await out.db.get(out.key("draft", idOf(f)));
      if (draft?.fields === fields) await out.db.set(out.key("draft", idOf(f)), { ...draft, kept: true });
      return true;
    } catch {
      dirty = true;
      say(stranger || (out ? "已存在手机里" : "草稿未存上"));
      return false;
    }
  };
  const changed = () => {
    dirty = true;
    clearTimeout(near);
    clearTimeout(far);
    near = setTimeout(keep, SOON);
    far = setTimeout(save, LATER);
  };
  on("input", (e) => { if (form()?.contains(e.target)) changed(); });
  on("change", (e) => { if (form()?.contains(e.target)) changed(); });
  const leave = () => { keep(); save(true); };
  addEventListener("pagehide", leave);
  on("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("online", () => save(false));

  // ---- After a reload or a crash: what was typed and not sent stands there again
  const put = (html) => {
    const next = out.read(html).getElementById("visit-form");
    if (!next) return false;
    form().replaceWith(next);
    window.htmx?.process(next);
    showPhotos();
    return true;
  };
  const restore = async () => {
    const f = form();
    if (!f || !out) return;
    const waits = await out.db.get(out.key("visit", idOf(f)));
    if (waits && !waits.number) { await wait(f, idOf(f), { state: "waiting" }); return; }
    const last = (sessionStorage.getItem("visit") || "").split(" ");
    const own = await out.db.get(out.key("draft", idOf(f)));
    const other = last[0] === here() && last[1] !== idOf(f) ? await out.db.get(out.key("draft", last[1])) : null;
    const draft = (own && !own.kept ? own : null) || other;
    if (!draft || draft.fields === typed(f)) return;
    try {
      const answer = await out.post(f.action, `${draft.fields}&act=keep`);
      if (answer.ok && put(await answer.text())) say("草稿已恢复");
    } catch { /* it stays in the phone */ }
  };

  // ---- Photos: small pictures beside the buttons, the files in the phone
  const showPhotos = async () => {
    const picker = document.getElementById("photo-picker");
    const f = form();
    if (!picker || !f || !out) return;
    picker.hidden = false;
    const list = picker.querySelector("ul");
    const held = await out.photos(idOf(f));
    const items = await Promise.all(held.map(async (k, place) => {
      const photo = await out.db.get(k);
      const li = document.createElement("li");
      const image = document.createElement("img");
      image.alt = `第 ${place + 1} 张照片`;
      image.width = image.height = 96;
      image.src = URL.createObjectURL(new Blob([photo.content], { type: "image/jpeg" }));
      image.onload = () => URL.revokeObjectURL(image.src);
      const away = out.button("移除", async () => { await out.db.del(k); showPhotos(); });
      away.className = "btn btn-link";
      away.setAttribute("aria-label", `移除第 ${place + 1} 张照片`);
      li.append(image, away);
      return li;
    }));
    list.replaceChildren(...items);
    picker.querySelectorAll("input").forEach((input) => { input.disabled = held.length >= out.MOST; });
  };
  on("change", async (e) => {
    const input = e.target;
    if (input.type !== "file" || !input.files.length || !out) return;
    const f = form();
    const later = input.closest("form.photo-form");
    const status = (words) => { const p = document.getElementById("photo-status"); if (p) p.textContent = words; };
    if (f?.contains(input)) {
      const files = [...input.files];
      input.value = "";
      await out.takePhotos(idOf(f), files, out.MOST, status);
      await keep();
      showPhotos();
    } else if (later) {
      const files = [...input.files];
      input.value = "";
      const visit = later.dataset.photos;
      await out.takePhotos(visit, files, +later.dataset.left, (words) => out.line("choosing", words.endsWith("…") ? "info" : "danger", words));
      await out.db.set(out.key("visit", visit), { number: later.dataset.number, name: "", at: Date.now() });
      out.run();
    }
  });

  // ---- Sending: first into the phone, then to the office, then the photos
  const rest = (f) => {
    sending = false;
    delete f.dataset.sent;
    f.inert = false;
    f.querySelectorAll("[type=submit]").forEach((b) => { b.disabled = false; });
  };
  const after = async (f, visit, result) => {
    if (result.state === "stored") {
      sessionStorage.removeItem("visit");
      say("文字已登记");
      const left = await out.finish(visit, result.number);
      if (!left) { location.assign(`/visits/${encodeURIComponent(result.number)}`); return; }
      f.hidden = true; // the photos go on from here, or from any of these pages later on
      out.line("stored", "success", "走访已登记。", out.link("查看走访", `/visits/${encodeURIComponent(result.number)}`));
      return;
    }
    if (result.state === "refused") {
      rest(f);
      say("没有登记成功");
      if (!result.html || !put(result.html)) out.line("sending", "danger", result.reason);
      (document.querySelector("[data-errors]") || document.getElementById("outbox")).focus();
      return;
    }
    await wait(f, visit, result);
  };
  // What lies in the phone to be sent is not to be changed behind its back.
  const wait = async (f, visit, result) => {
    sending = true;
    out.tell(visit, { name: whose(f) }, result);
    out.line("door");
    out.later();
    f.inert = true;
    say("等待提交");
    out.line("sending", "info", "可以关掉这个页面，下次打开“我的企业”时会继续提交。", out.button("继续修改", async () => {
      const sent = await out.db.get(out.key("visit", visit));
      if (sent) await out.db.set(out.key("tried", visit), sent.fields); // its answer may be lost, and it stored
      await out.db.del(out.key("visit", visit));
      out.line("sending");
      out.line(`visit-${visit}`);
      rest(f);
    }));
    document.getElementById("outbox").scrollIntoView({ block: "center" });
  };
  const send = async (f) => {
    const visit = idOf(f);
    sending = true;
    clearTimeout(near);
    clearTimeout(far);
    f.querySelectorAll("[type=submit]").forEach((b) => { b.disabled = true; });
    say("正在提交…");
    const entry = { fields: typed(f), at: Date.now(), name: whose(f) };
    await out.db.setMany([[out.key("draft", visit), entry], [out.key("visit", visit), entry]]);
    await after(f, visit, await out.sendVisit(visit));
  };
  on("submit", (e) => {
    const f = e.target;
    const b = e.submitter;
    if (f.id !== "visit-form" || !f.dataset.drafts || !out || b?.name === "act") return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (sending) return;
    if (!b?.hasAttribute("formaction")) { send(f); return; }
    dirty = true;
    keep().then(() => save(false)).then((kept) => {
      if (kept) location.assign("/visits/home");
      else if (!stranger) out.line("sending", "warning", "网络不通，草稿已存在这部手机里。");
      else document.getElementById("outbox").scrollIntoView({ block: "center" });
    });
  }, true);
  document.getElementById("outbox")?.addEventListener("outbox", (e) => {
    const f = form();
    const { visit, state, left, number } = e.detail;
    if (!f || !sending || visit !== idOf(f) || !["stored", "refused"].includes(state)) return;
    out.line("sending");
    if (state === "refused") { after(f, visit, e.detail); return; }
    say("文字已登记");
    f.hidden = true;
    if (!left) location.assign(`/visits/${encodeURIComponent(number)}`);
  });
  on("DOMContentLoaded", async () => { await restore(); showPhotos(); });
  on("htmx:afterSettle", showPhotos);
  on("htmx:sendError", (e) => { if (e.target.id === "enterprise") form().querySelector(".aside")?.remove(); }); // it speaks of another

  // What a folded part holds, in its own line.
  const count = (fold) => {
    const text = fold.querySelector("[data-count]");
    if (fold.id === "promises") {
      const said = [...fold.querySelectorAll("[name$=-words]")].filter((one) => one.value.trim()).length;
      text.textContent = said ? `${said} 项` : text.dataset.count;
      return;
    }
    const chosen = [...fold.querySelectorAll(":checked:not([name=on_behalf])")];
    const unit = text.dataset.count;
    const names = chosen.map((c) => fold.querySelector(`label[for="${c.id}"]`).textContent.replace(/（.*$/, ""));
    text.textContent = unit ? (names.length ? `${names.length} ${unit}` : "未推送") : (names.join("、") || "请选择");
  };
  on("change", (e) => {
    const fold = e.target.closest("details.cell-fold");
    if (fold && (e.target.type === "checkbox" || fold.id === "promises")) count(fold);
  });

  // ---- One more problem or promise, or one less: made here, since the server may be out of reach
  const alike = (kind) => [...form().querySelectorAll(`fieldset.${kind}`)];
  const empty = (block) => {
    block.querySelectorAll(".field-error, .count-down").forEach((one) => one.remove());
    block.querySelectorAll(".alike").forEach((one) => one.replaceChildren());
    block.querySelectorAll("input, textarea").forEach((one) => {
      ["aria-invalid", "aria-describedby", "autofocus", "checked"].forEach((a) => one.removeAttribute(a));
      if (/radio|checkbox/.test(one.type)) one.checked = false; else one.value = "";
    });
  };
  const rename = (block, id) => {
    const was = new RegExp(`\\b${block.id}(?!\\d)`, "g");
    [block, ...block.querySelectorAll("*")].forEach((one) => [...one.attributes].forEach((a) => { a.value = a.value.replace(was, id); }));
  };
  const number = (blocks) => blocks.forEach((block, place) => {
    block.querySelectorAll("legend, .visually-hidden").forEach((one) => { one.textContent = one.textContent.replace(/第 \d+ /, `第 ${place + 1} `); });
    block.querySelectorAll("[value^='drop:']").forEach((b) => { b.hidden = false; });
  });
  const more = (kind) => {
    const blocks = alike(kind);
    const last = blocks.at(-1);
    const next = last.cloneNode(true);
    empty(next);
    rename(next, last.id.replace(/\d+$/, 1 + Math.max(...blocks.map((one) => +/\d+$/.exec(one.id)[0]))));
    next.querySelectorAll(".chips legend").forEach((one) => { one.textContent = one.textContent.replace(/（.*）$/, ""); });
    last.after(next);
    number([...blocks, next]);
    window.htmx?.process(next);
    next.querySelector("[name$=-title], [name$=-words]").focus();
  };
  const less = (block) => {
    const kind = block.classList[0];
    if (alike(kind).length > 1) block.remove(); else empty(block);
    number(alike(kind));
  };
  on("click", (e) => {
    const act = e.target.closest("#visit-form[data-drafts] button[name=act]")?.value || "";
    const kind = { add: "problem", "add-promise": "promise" }[act];
    const block = act.startsWith("drop:") && document.getElementById(act.slice(5));
    if (!out || !(kind || block)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (kind) more(kind); else less(block);
    count(document.getElementById("promises"));
    changed();
  }, true);

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
