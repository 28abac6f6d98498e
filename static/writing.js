// Writing a chapter: what is typed is kept on the server; a mark is put where the cursor stands.
(() => {
  "use strict";
  const form = document.getElementById("chapter-form");
  if (!form) return;
  const text = form.elements.text;
  const version = form.elements.version;
  const WAIT = 3000;
  let timer = 0;
  let dirty = false;
  let busy = false;
  let halted = false;
  let shut = false;

  const say = (words) => { const p = document.getElementById("saved"); if (p) p.textContent = words; };
  const store = {
    get: () => { try { return localStorage.getItem(form.dataset.keep); } catch { return null; } },
    put: (value) => { try { localStorage.setItem(form.dataset.keep, value); } catch { /* full or forbidden */ } },
    drop: () => { try { localStorage.removeItem(form.dataset.keep); } catch { /* forbidden */ } },
  };

  const take = (root, id) => {
    const part = root.getElementById(id);
    if (part) document.getElementById(id)?.replaceWith(part);
    return part;
  };

  const save = async (leaving) => {
    clearTimeout(timer);
    if (!dirty || halted || form.dataset.sent || busy) return;
    dirty = false;
    busy = true;
    shut = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "HX-Request": "true" },
        credentials: "same-origin",
        redirect: "error",
        keepalive: leaving === true && text.value.length < 15000,
      });
      shut = answer.status === 403 || Boolean(answer.headers.get("HX-Redirect"));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.status === 409) {
        const part = take(page, "conflict");
        halted = true;
        if (!part) { say("没有自动保存：报告的状态已经变化，请复制您的文字后刷新。"); return; }
        // Whoever presses 保存 now has both texts before them.
        version.value = part.dataset.version;
        say("没有自动保存：请看上面的对照。");
        part.scrollIntoView({ block: "start" });
        return;
      }
      const part = page.getElementById("saved");
      if (!part) throw new Error(String(answer.status));
      take(page, "saved");
      if (!answer.ok) return;
      version.value = part.dataset.version;
      if (!dirty) store.drop();
    } catch {
      dirty = true;
      say(shut ? "登录已过期，还没有自动保存。请点“保存”，重新登录后回到这里，文字还在。" : "网络不通，还没有保存；文字留在框里，联网后会再存。");
      timer = setTimeout(save, 5 * WAIT);
    } finally {
      busy = false;
      if (dirty && !halted) { clearTimeout(timer); timer = setTimeout(save, WAIT); }
    }
  };

  form.addEventListener("input", () => {
    dirty = true;
    store.put(text.value);
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer)); // kept until the text is seen to be stored
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });

  // What this browser kept of an earlier try that the server never got.
  const kept = document.getElementById("kept");
  const earlier = store.get();
  if (kept && earlier && earlier !== text.value) kept.hidden = false; else store.drop();
  kept?.addEventListener("click", (e) => {
    if (e.target.matches("[data-take]")) {
      text.value = earlier;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (e.target.matches("[data-drop]")) store.drop();
    else return;
    kept.hidden = true;
  });

  form.querySelectorAll("[data-mark]").forEach((b) => { b.hidden = false; });
  form.addEventListener("click", (e) => {
    const b = e.target.closest("[data-mark]");
    if (!b) return;
    text.focus();
    text.setRangeText(b.dataset.mark, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    say(`已插入 ${b.dataset.mark}`);
  });
})();
