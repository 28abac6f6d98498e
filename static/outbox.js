// What the phone keeps until the office has it: unsent visits, photos, drafts; sent when the network is back.
// Everything lies in IndexedDB under the account, so that nobody else's page sees or sends it.
(() => {
  "use strict";
  const box = document.getElementById("outbox");
  const db = window.idbKeyval;
  if (!box || !db || !window.indexedDB) return;
  const me = box.dataset.account;
  const MOST = 6, SIDE = 1600, TIMEOUT = 30000, AGAIN = [5000, 15000, 30000, 60000];
  const key = (kind, ...rest) => [kind, me, ...rest].join(":");
  const name = (k) => String(k).split(":");
  const keys = async (kind) => (await db.keys()).filter((k) => String(k).startsWith(`${kind}:${me}:`));
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const read = (html) => new DOMParser().parseFromString(html, "text/html");

  const ask = async (url, fields) => {
    const body = new URLSearchParams(fields);
    body.set("csrf_token", token());
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      return await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin", signal: stop.signal });
    } finally {
      clearTimeout(timer);
    }
  };

  // After a new sign-in the page's mark against forgery is an old one; a page of somebody else's gives me none.
  let who = "me";
  const renew = async () => {
    const answer = await fetch("/visits/home", { credentials: "same-origin" });
    const page = read(await answer.text());
    who = page.getElementById("outbox")?.dataset.account === me ? "me" : new URL(answer.url).pathname === "/login" ? "nobody" : "other";
    if (who !== "me") return false;
    document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
    document.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = token(); });
    return true;
  };
  const post = async (url, fields) => {
    const answer = await ask(url, fields);
    return answer.status === 403 && await renew() ? ask(url, fields) : answer;
  };

  // ---- Words on the page
  const line = (id, look, words, ...parts) => {
    let p = box.querySelector(`[data-line="${id}"]`);
    if (!words) { p?.remove(); return null; }
    if (!p) {
      p = document.createElement("div");
      p.dataset.line = id;
      p.setAttribute("role", "status");
      box.append(p);
    }
    p.className = `alert alert-${look}`;
    const text = document.createElement("span");
    text.textContent = words;
    p.replaceChildren(text, ...parts);
    return p;
  };
  const button = (label, act) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "btn btn-outline-primary";
    b.textContent = label;
    b.onclick = act;
    return b;
  };
  const link = (label, href) => {
    const a = document.createElement("a");
    a.className = "btn btn-outline-primary";
    a.href = href;
    a.textContent = label;
    return a;
  };
  const bar = (part) => {
    const p = document.createElement("progress");
    p.max = 1;
    p.value = part;
    p.setAttribute("aria-label", "上传进度");
    return p;
  };

  // ---- Photos: turned right and made smaller here; the picture alone goes, without place and camera
  const decode = async (file) => {
    if (window.createImageBitmap) {
      try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { /* the element may know it */ }
    }
    const image = new Image();
    const url = URL.createObjectURL(file);
    try {
      image.src = url;
      await image.decode();
      return image;
    } finally {
      URL.revokeObjectURL(url);
    }
  };
  const isHeic = async (file) => {
    const start = new TextDecoder("latin1").decode(await file.slice(4, 12).arrayBuffer());
    return /^ftyp(hei|hev|mif|msf)/.test(start) || /\.hei[cf]$/i.test(file.name);
  };
  const shrink = async (file) => {
    const image = await decode(file);
    const wide = image.naturalWidth || image.width;
    const high = image.naturalHeight || image.height;
    const scale = Math.min(1, SIDE / Math.max(wide, high));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(wide * scale));
    canvas.height = Math.max(1, Math.round(high * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close?.();
    const blob = await new Promise((yes) => canvas.toBlob(yes, "image/jpeg", 0.82));
    if (!blob) throw new Error("nothing drawn");
    return blob.arrayBuffer();
  };
  const photos = (visit) => keys("photo").then((all) => all.filter((k) => name(k)[2] === visit).sort());
  const takePhotos = async (visit, files, room, say) => {
    const faults = [];
    let held = (await photos(visit)).length;
    for (const [place, file] of [...files].entries()) {
      say(`正在处理照片 ${place + 1}/${files.length}…`);
      if (held >= room) { faults.push(`一次走访最多 ${MOST} 张照片，多出的没有加入。`); break; }
      if (!file.size) { faults.push(`“${file.name}”是空的，请重新拍摄或选择。`); continue; }
      try {
        const content = await shrink(file);
        // The moment stands in the key, so that photos keep their order.
        const id = `${Date.now()}${String(place).padStart(2, "0")}-${fresh().slice(0, 12)}`;
        await db.set(key("photo", visit, id), { content, name: file.name.replace(/\.\w+$/, "") || "照片" });
        held += 1;
      } catch {
        faults.push(await isHeic(file)
          ? `“${file.name}”是HEIC格式，请在手机相机设置里选“兼容性最佳”重新拍摄，或者截图后再上传。`
          : `“${file.name}”不是照片或者已经损坏，请选择JPG或PNG格式的照片。`);
      }
    }
    say(faults.join(""));
  };

  const upload = (number, id, photo, progress) => new Promise((yes) => {
    const call = new XMLHttpRequest();
    const form = new FormData();
    form.append("client_id", id);
    form.append("photo", new Blob([photo.content], { type: "image/jpeg" }), `${photo.name}.jpg`);
    call.open("POST", `/visits/${encodeURIComponent(number)}/photos`);
    call.setRequestHeader("HX-Request", "true");
    call.setRequestHeader("X-CSRFToken", token());
    call.timeout = 4 * TIMEOUT;
    call.upload.onprogress = (e) => progress(e.total ? e.loaded / e.total : 0);
    // A redirect to the door is no photo stored: only the fragment of photos is an answer.
    call.onload = () => yes({ status: call.status, html: call.responseText, door: Boolean(call.getResponseHeader("HX-Redirect")) });
    call.onerror = call.ontimeout = call.onabort = () => yes({ status: 0, html: "" });
    call.send(form);
  });
  // One after the other; gives how many are left, and shows what the server draws of them.
  const sendPhotos = async (visit, number) => {
    const waiting = await photos(visit);
    const faults = [];
    let left = waiting.length;
    for (const [place, k] of waiting.entries()) {
      const photo = await db.get(k);
      if (!photo) { left -= 1; continue; }
      const say = (part) => line(`photos-${visit}`, "info", `正在上传照片 ${place + 1}/${waiting.length}，${Math.round(part * 100)}%`, bar(part));
      say(0);
      let answer = await upload(number, name(k)[3], photo, say);
      if (answer.status === 403 && await renew().catch(() => false)) answer = await upload(number, name(k)[3], photo, say);
      if (answer.status === 200 && !answer.door) {
        await db.del(k);
        left -= 1;
        draw(answer.html);
      } else if ([404, 409, 413, 422].includes(answer.status)) {
        await db.del(k);
        left -= 1;
        const page = read(answer.html);
        faults.push((page.querySelector("#photos .field-error, [data-reason]") || page.body).textContent.trim().slice(0, 200));
      } else {
        break;
      }
    }
    line(`photos-${visit}`, "warning", left ? `文字已登记，还有 ${left} 张照片没有传完，存在这部手机里，网络恢复后继续上传。` : "", ...(left ? [button("现在重试", run)] : []));
    if (faults.length) line(`faults-${visit}`, "danger", `有照片没有上传：${faults.join("；")}`);
    return left;
  };
  const draw = (html) => {
    const now = document.getElementById("photos");
    const next = read(html).getElementById("photos");
    if (now && next && now.closest("main") && !document.getElementById("visit-form")) { now.replaceWith(next); window.htmx?.process(next); }
  };

  // ---- Visits
  const forget = async (visit) => {
    await db.delMany([key("visit", visit), key("draft", visit)]);
    line(`visit-${visit}`);
  };
  const refuse = async (visit, entry, reason) => {
    // Nothing typed is lost: it goes on as a draft.
    await db.set(key("draft", visit), { fields: entry.fields, at: Date.now(), name: entry.name });
    await db.del(key("visit", visit));
    return { state: "refused", reason };
  };
  const sendVisit = async (visit) => {
    const entry = await db.get(key("visit", visit));
    if (!entry) return { state: "gone" };
    if (entry.number) return { state: "stored", number: entry.number };
    let answer, html;
    try {
      answer = await post(box.dataset.store, entry.fields);
      html = await answer.text();
    } catch {
      return { state: "offline" };
    }
    const to = answer.headers.get("HX-Redirect") || "";
    const number = /\/visits\/([^/?#]+)$/.exec(to);
    if (number) {
      entry.number = decodeURIComponent(number[1]);
      await db.set(key("visit", visit), entry);
      await db.del(key("draft", visit));
      const tried = await db.get(key("tried", visit));
      if (tried && tried !== entry.fields) await db.set(key("later", visit), { number: entry.number, fields: entry.fields });
      await db.del(key("tried", visit));
      return { state: "stored", number: entry.number };
    }
    const shut = answer.status === 403 && who;
    if (to || answer.status === 401 || shut === "nobody") return { state: "door" };
    if (shut === "other") return { state: "other" };
    if (answer.status === 422) return { ...(await refuse(visit, entry, "有内容需要更正")), html };
    if ([400, 403, 404, 409, 413].includes(answer.status)) {
      const reason = read(html).querySelector("[data-reason]")?.textContent || "没有登记成功，请打开核对";
      return refuse(visit, entry, reason);
    }
    return { state: "offline", busy: true };
  };
  const finish = async (visit, number) => {
    const left = await sendPhotos(visit, number);
    if (!left) await forget(visit);
    return left;
  };

  const tell = (visit, entry, result) => {
    const whose = entry.name ? `“${entry.name}”的走访` : "这条走访";
    const id = `visit-${visit}`;
    if (result.state === "offline") line(id, "warning", `${result.busy ? "系统正忙" : "网络不通"}，${whose}已存在这部手机里，${result.busy ? "稍后" : "网络恢复后"}自动提交。`, button("现在重试", run));
    if (result.state === "waiting") line(id, "info", `${whose}已存在这部手机里，等待提交。`);
    if (result.state === "door") line(id, "warning", `登录已过期，${whose}已存在这部手机里，重新登录后自动提交。`, link("重新登录", "/login?next=/visits/home"));
    if (result.state === "other") line(id, "warning", `这部手机上现在登录的是别人的账号，${whose}已存在这部手机里，用您的账号重新登录后自动提交。`);
    if (result.state === "refused") line(id, "danger", `${whose}没有提交成功：${result.reason}。内容已存为草稿。`, link("打开修改", `/visits/new?draft=${encodeURIComponent(visit)}`));
    if (result.state === "stored" && !document.getElementById("visit-form")) {
      line(id, "success", `${whose}已提交。`, link("查看", `/visits/${encodeURIComponent(result.number)}`));
    }
  };

  // ---- Everything that waits, now and again
  let running = false, timer = 0, round = 0;
  // The home shows neither a draft that has been sent nor an old last contact.
  const refresh = async () => {
    const now = document.getElementById("home-now");
    if (!now) return;
    try {
      const next = read(await (await fetch(location.href, { credentials: "same-origin" })).text()).getElementById("home-now");
      if (next) now.replaceWith(next);
    } catch { /* the next visit to the page shows it */ }
  };
  const work = async () => {
    let waits = false, news = false;
    for (const k of await keys("visit")) {
      const visit = name(k)[2];
      const entry = await db.get(k);
      if (!entry) continue;
      const result = await sendVisit(visit);
      if (result.state === "refused") await keepDraft(visit);
      if (result.state === "stored") {
        result.left = await finish(visit, result.number);
        waits = Boolean(result.left) || waits;
        news = true;
      }
      if (result.state === "offline") waits = true;
      if (!result.left) tell(visit, entry, result);
      box.dispatchEvent(new CustomEvent("outbox", { detail: { visit, ...result } }));
    }
    if (news) await refresh();
    return waits;
  };
  // A phone that calls itself online may reach nobody, and no event says when it does again.
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(run, AGAIN[Math.min(round++, AGAIN.length - 1)]);
  };
  async function run() {
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      // Two open pages take turns; without locks the ids keep each thing single.
      const waits = navigator.locks ? await navigator.locks.request(`outbox ${me}`, work) : await work();
      if (waits) later();
      else round = 0;
    } finally {
      running = false;
    }
  }

  // A draft that the server has not seen yet: kept there too, so that the list of drafts shows it.
  const keepDraft = async (visit) => {
    const draft = await db.get(key("draft", visit));
    if (!draft || draft.kept) return Boolean(draft);
    try {
      const answer = await post(box.dataset.drafts, draft.fields);
      if (!answer.ok || answer.headers.get("HX-Redirect")) return false;
      const saved = read(await answer.text()).getElementById("saved")?.textContent.trim();
      if (!saved) { await db.del(key("draft", visit)); return false; } // it was sent meanwhile
      await db.set(key("draft", visit), { ...draft, kept: true });
      return true;
    } catch {
      return false;
    }
  };
  const offerDrafts = async () => {
    if (document.getElementById("visit-form") || !box.dataset.home) return;
    for (const k of await keys("draft")) {
      const visit = name(k)[2];
      const href = `/visits/new?draft=${encodeURIComponent(visit)}`;
      const draft = await db.get(k);
      const row = document.querySelector(`a[href="${href}"]`)?.closest("li");
      if (row && draft && !draft.kept) row.querySelector(".hint").append("，手机里有更新的内容");
      if (row) continue;
      if (draft?.kept) { await db.del(k); continue; } // sent or deleted elsewhere
      if (await keepDraft(visit)) line(`draft-${visit}`, "info", `有一份没写完的走访${draft.name ? `（${draft.name}）` : ""}存在这部手机里。`, link("继续填写", href));
    }
  };
  // A visit was stored although its answer was lost, and then written anew: what the record lacks of it is shown.
  const offerLater = async () => {
    for (const k of await keys("later")) {
      const later = await db.get(k);
      if (location.pathname !== `/visits/${encodeURIComponent(later.number)}`) continue;
      const said = document.querySelector("main").textContent;
      const lacking = [...new URLSearchParams(later.fields)].filter(([field, words]) => /^summary$|-(title|detail|words)$/.test(field) && words && !said.includes(words.trim()));
      if (!lacking.length) { await db.del(k); continue; }
      line("later", "warning", `第一次提交时已经登记，您后来改写的这些内容没有存入，请在更正时补上：${lacking.map(([, words]) => words).join("；")}`, button("已补上，不再提示", async () => { await db.del(k); line("later"); }));
    }
  };
  // Photos whose visit was never sent and whose draft is gone are of no use to anybody.
  const tidy = async () => {
    const known = new Set([...(await keys("visit")), ...(await keys("draft"))].map((k) => name(k)[2]));
    const week = Date.now() - 7 * 864e5;
    const stale = (await keys("photo")).filter((k) => !known.has(name(k)[2]) && +name(k)[3].slice(0, 13) < week);
    if (stale.length) await db.delMany(stale);
  };

  navigator.serviceWorker?.register("/sw.js").catch(() => { /* many in-app browsers have none */ });
  window.outbox = { db, key, keys, name, token, post, renew, who: () => who, read, line, button, link, photos, takePhotos, sendPhotos, sendVisit, finish, forget, tell, run, later, MOST };
  addEventListener("online", () => { round = 0; run(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") run(); });
  document.addEventListener("DOMContentLoaded", async () => { await run(); await offerDrafts(); await offerLater(); await tidy(); });
})();
