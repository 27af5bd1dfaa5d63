"use strict";
// The pages work without this. It narrows an article's facts to those of the chosen words, and marks a fact's words.
(() => {
  // The token of a server that may write comes once, behind the `#` of the address that it printed; it stays in this tab.
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    sessionStorage.setItem("token", token);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const facts = document.querySelector(".facts");
  const marks = [...document.querySelectorAll("a.q")];
  if (facts && marks.length) {
    const items = new Map([...facts.querySelectorAll("[data-fact]")].map((item) => [item.dataset.fact, item]));
    const hint = facts.querySelector("[data-hint]");
    const all = document.createElement("button");
    all.textContent = "Show all facts";
    all.hidden = true;
    hint.after(all);
    const choose = (ids) => {
      const chosen = new Set(ids);
      for (const [id, item] of items) item.classList.toggle("chosen", chosen.has(id));
      for (const mark of marks) {
        mark.classList.toggle("chosen", mark.dataset.facts.split(" ").some((id) => chosen.has(id)));
      }
      return chosen;
    };
    for (const mark of marks) {
      mark.addEventListener("click", (event) => {
        event.preventDefault();
        const ids = mark.dataset.facts.split(" ");
        choose(ids);
        facts.classList.add("narrow");
        all.hidden = false;
        history.replaceState(null, "", "#fact-" + ids[0]);
        const first = items.get(ids[0]);
        first.focus({ preventScroll: true });
        first.scrollIntoView({ block: "nearest" });
      });
    }
    for (const [id, item] of items) {
      item.addEventListener("click", (event) => {
        if (event.target.closest("a")) return;
        choose([id]);
        const mark = marks.find((mark) => mark.dataset.facts.split(" ").includes(id));
        if (mark) mark.scrollIntoView({ block: "center" });
      });
    }
    all.addEventListener("click", () => {
      facts.classList.remove("narrow");
      choose([]);
      all.hidden = true;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !all.hidden) {
        all.click();
        marks[0].focus();
      }
    });
  }
})();
