"use strict";
// Decisions on drafts: each is sent to the server, which checks it and writes the files.
(() => {
  const root = document.getElementById("review");
  if (!root) return;
  const status = document.getElementById("status");
  const form = document.getElementById("fact");
  const keys = document.getElementById("keys");
  const by = document.getElementById("by");
  let current = null;
  let edited = null;
  keys.checked = localStorage.getItem("keys") !== "no";
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "yes" : "no"));
  by.value = localStorage.getItem("by") ?? "";
  by.addEventListener("change", () => localStorage.setItem("by", by.value));

  const drafts = () => [...root.querySelectorAll("[data-draft]:not([hidden])")];
  const say = (text) => { status.textContent = text; };
  const choose = (draft) => {
    current?.classList.remove("chosen");
    current = draft ?? null;
    if (!current) return say("No draft is left here.");
    current.classList.add("chosen");
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest" });
  };
  const after = (draft) => {
    const all = drafts();
    return all[all.indexOf(draft) + 1] ?? all.find((other) => other !== draft);
  };

  const send = async (act, body) => {
    const token = sessionStorage.getItem("token");
    if (!token) {
      say("This tab has no token: open the address that the server printed when it started.");
      return null;
    }
    if (by.value) body.by = by.value;
    const path = "/api/" + encodeURIComponent(root.dataset.id) + "/" + act;
    try {
      const reply = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
        body: JSON.stringify({ ...body, state: act === "undo" ? undefined : root.dataset.state }),
      });
      const text = await reply.text();
      let answer;
      try { answer = JSON.parse(text); } catch { answer = { error: text.trim() }; }
      if (reply.ok) {
        root.dataset.state = answer.state ?? "";
        return answer;
      }
      if (answer.code === "who-accepts-unknown" || answer.code === "who-accepts-not-a-person") by.focus();
      const more = (answer.diagnostics ?? []).map((one) => one.message + (one.help ? " (" + one.help + ")" : ""));
      say([answer.error, ...more].join(" · ") + (reply.status === 409 ? " Reload the page to see the files as they are." : ""));
    } catch {
      say("The server does not answer.");
    }
    return null;
  };

  const decide = async (act, chosen) => {
    const next = chosen.length === 1 ? after(chosen[0]) : null;
    const answer = await send(act, { ids: chosen.map((draft) => draft.dataset.draft) });
    if (!answer) return;
    for (const draft of chosen) draft.remove();
    const count = drafts().length;
    say(`${chosen.length} ${act}ed. ${count} ${count === 1 ? "draft is" : "drafts are"} left.`);
    if (count) choose(next ?? drafts()[0]);
  };

  const open = (draft) => {
    edited = draft;
    form.reset();
    const fact = draft ? JSON.parse(draft.dataset.fact) : {};
    for (const field of form.elements) {
      if (!field.name) continue;
      const value = fact[field.name];
      if (field.type === "checkbox") field.checked = value === "true";
      else if (typeof value === "string") field.value = value;
      else if (Array.isArray(value) && value.every((one) => typeof one === "string")) field.value = value.join(field.name === "quote" ? "\n" : ", ");
    }
    document.getElementById("fact-title").textContent = draft ? "Edit " + draft.dataset.draft : "A new fact";
    document.querySelector("#review details").open = true;
    form.hidden = false;
    form.elements.quote.focus();
    form.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // What the form does not show stays as it is.
    const fact = edited ? JSON.parse(edited.dataset.fact) : {};
    for (const field of form.elements) {
      if (!field.name) continue;
      const value = field.type === "checkbox" ? (field.checked ? "true" : "") : field.value.trim();
      const before = fact[field.name];
      if (before !== undefined && typeof before === "object" && !Array.isArray(before)) {
        if (value) fact[field.name] = value;
      } else if (!value) delete fact[field.name];
      else if (field.name === "quote") { const lines = value.split("\n").filter((line) => line.trim()); fact.quote = lines.length === 1 ? lines[0] : lines; }
      else if (field.name === "negated") fact.negated = true;
      else if (field.name === "topic" && value.includes(",")) fact.topic = value.split(",").map((one) => one.trim());
      else fact[field.name] = value;
    }
    const answer = await (edited ? send("edit", { id: edited.dataset.draft, fact }) : send("add", { fact }));
    if (answer) location.reload();
  });

  const act = (name, draft) => {
    if (name === "accept" || name === "reject") return draft && decide(name, [draft]);
    if (name === "all") return drafts().length && decide("accept", drafts());
    if (name === "edit") return draft && open(draft);
    if (name === "skip") return draft && choose(after(draft));
    if (name === "new") return open(null);
    if (name === "cancel") { form.hidden = true; return choose(current ?? drafts()[0]); }
    if (name === "undo") return send("undo", {}).then((answer) => answer && location.reload());
    if (name === "quote") {
      const words = String(getSelection()).trim();
      const quote = form.elements.quote;
      if (words) quote.value = quote.value ? quote.value + "\n" + words : words;
      else say("No words are selected.");
    }
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    const draft = event.target.closest("[data-draft]");
    if (draft && draft !== current) choose(draft);
    if (button) act(button.dataset.act, draft ?? current);
  });
  // The buttons of the form leave the selection alone.
  form.addEventListener("mousedown", (event) => { if (event.target.dataset.act === "quote") event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden) return act("cancel");
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (!keys.checked || typing || event.ctrlKey || event.metaKey || event.altKey || !form.hidden) return;
    const name = { a: "accept", x: "reject", e: "edit", s: "skip", u: "undo", n: "new" }[event.key];
    if (!name) return;
    event.preventDefault();
    act(name, current);
  });
  if (drafts().length) choose(drafts()[0]);
})();
