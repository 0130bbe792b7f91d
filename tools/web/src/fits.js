// Small fittings: fields that belong to a choice are shown with it; a page to be printed has a button for it; a table
// wider than its place can be reached with the keyboard, to be moved with the arrows.
// Without this every field is there, each saying what it is for.
export function fits(root) {
  for (const form of root.querySelectorAll("form[data-shows]")) {
    const choices = form.dataset.shows.split(" ").map((name) => form.elements[name]);
    const show = () => {
      const chosen = choices.map((one) => one.value);
      for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").some((value) => chosen.includes(value));
    };
    for (const one of choices) one.addEventListener("change", show);
    form.addEventListener("zx:restored", show, true);
    show();
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const wrap of root.querySelectorAll(".tablewrap")) reachable(wrap);
}

function reachable(wrap) {
  const table = wrap.querySelector("table");
  if (!table || wrap.querySelector("a[href], button, input, select, textarea, [tabindex]")) return;
  const look = () => {
    const scrolls = wrap.scrollWidth > wrap.clientWidth;
    if (scrolls === wrap.hasAttribute("tabindex")) return;
    const named = scrolls && table.caption ? { role: "region", "aria-label": table.caption.textContent.trim() } : {};
    for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
    if (scrolls) wrap.tabIndex = 0;
    for (const [name, value] of Object.entries(named)) wrap.setAttribute(name, value);
  };
  const watch = new ResizeObserver(look);
  watch.observe(wrap);
  watch.observe(table);
  look();
}
