"use strict";
// The query box works without this. It colours what is typed, suggests terms, things and words of SPARQL, and asks on
// Control and Enter.
(() => {
  const box = document.querySelector("form.query textarea");
  if (!box) return;
  const editor = box.parentElement;
  const words = (
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES SERVICE SILENT DISTINCT " +
    "REDUCED ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET PREFIX BASE AS IN NOT EXISTS UNDEF COUNT SUM MIN MAX AVG SAMPLE " +
    "GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS " +
    "CONTAINS STRBEFORE STRAFTER CONCAT REPLACE REGEX ABS ROUND CEIL FLOOR YEAR MONTH DAY HOURS MINUTES SECONDS NOW IF " +
    "COALESCE SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC STRDT STRLANG"
  ).split(" ");
  const known = new Set(words);
  // The tokens of SPARQL that are coloured; everything else stays as it is.
  const token = new RegExp(
    [
      "(?<remark>#[^\\n]*)",
      "(?<iri><[^<>\"{}|^`\\\\\\s]*>)",
      "(?<text>\"\"\"(?:[^\\\\]|\\\\.)*?(?:\"\"\"|$)|'''(?:[^\\\\]|\\\\.)*?(?:'''|$)|\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?)",
      "(?<variable>[?$][\\p{L}\\p{N}_]+)",
      "(?<name>[\\p{L}\\p{N}_.-]*:[\\p{L}\\p{N}_.:%-]*)",
      "(?<word>[A-Za-z_]+)",
    ].join("|"),
    "gsu",
  );
  const shade = document.createElement("pre");
  shade.className = "shade";
  shade.setAttribute("aria-hidden", "true");
  box.before(shade);
  const colour = () => {
    const parts = [];
    let at = 0;
    for (const match of box.value.matchAll(token)) {
      const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      if (kind === "name" || (kind === "word" && !known.has(match[0].toUpperCase()))) continue;
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = match[0];
      parts.push(box.value.slice(at, match.index), span);
      at = match.index + match[0].length;
    }
    // The line break at the end makes a last, empty line as high as it is in the box.
    shade.replaceChildren(...parts, box.value.slice(at) + "\n");
    shade.scrollTop = box.scrollTop;
  };
  editor.classList.add("lit");
  // The box may have a bar to scroll with, which makes its lines shorter.
  const fit = () => {
    shade.style.width = box.clientWidth + 2 + "px";
    shade.style.height = box.offsetHeight + "px";
    shade.scrollTop = box.scrollTop;
  };
  new ResizeObserver(fit).observe(box);
  box.addEventListener("scroll", fit);

  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  editor.append(list, status);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-describedby", "typing");
  document.getElementById("typing").hidden = false;
  let offered = [];
  let chosen = -1;
  let asked = 0;
  // The word before the cursor, where a term may stand: not in a text, a remark, an IRI or a variable.
  const typed = () => {
    const end = box.selectionStart;
    if (end !== box.selectionEnd) return null;
    for (const match of box.value.matchAll(token)) {
      if (match.index >= end) break;
      if (match.index + match[0].length < end) continue;
      if (match.groups.name === undefined && match.groups.word === undefined) return null;
    }
    const start = end - box.value.slice(0, end).match(/[\p{L}\p{N}_.:-]*$/u)[0].length;
    return { start, end, word: box.value.slice(start, end) };
  };
  const hide = () => {
    asked += 1;
    list.hidden = true;
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    box.removeAttribute("aria-controls");
  };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (at) => {
    const place = typed();
    if (!place) return hide();
    box.setRangeText(offered[at].term, place.start, place.end, "end");
    hide();
    colour();
    box.focus();
  };
  const show = (found) => {
    offered = found;
    const items = found.map(({ term, label }, number) => {
      const item = document.createElement("li");
      item.id = "suggestion-" + number;
      item.setAttribute("role", "option");
      const name = document.createElement("span");
      name.textContent = label && label !== term ? " " + label : "";
      item.append(term, name);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(number);
      });
      return item;
    });
    list.replaceChildren(...items);
    list.hidden = found.length === 0;
    status.textContent = found.length === 1 ? "1 suggestion" : found.length + " suggestions";
    choose(-1);
    if (found.length) box.setAttribute("aria-controls", list.id);
  };
  const suggest = async () => {
    const place = typed();
    if (!place || place.word.length < 2) return hide();
    asked += 1;
    const mine = asked;
    const upper = place.word.toUpperCase();
    const own = words.filter((word) => word.startsWith(upper) && word !== upper).map((term) => ({ term, label: "" }));
    let found = [];
    try {
      const answer = await fetch("/suggest?q=" + encodeURIComponent(place.word));
      if (answer.ok) found = await answer.json();
    } catch {
      // Without the server there are still the words of SPARQL.
    }
    if (mine !== asked) return;
    show([...found.filter(({ term }) => term !== place.word), ...own].slice(0, 12));
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    colour();
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 120);
  });
  box.addEventListener("blur", hide);
  box.addEventListener("click", hide);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return box.form.requestSubmit();
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return void suggest();
    }
    if (list.hidden) return;
    const last = offered.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Escape") hide();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(chosen);
    else return;
    event.preventDefault();
  });
  colour();
  fit();
})();
