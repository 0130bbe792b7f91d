// <details data-panel>: works without this; with it, Escape and a click elsewhere close, and opening moves the focus in.
export function panels() {
  for (const button of document.querySelectorAll("[data-close]")) button.hidden = false; // of use only with this script
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (!(panel instanceof HTMLElement) || !panel.matches("details[data-panel]") || !panel.open) return;
    for (const other of document.querySelectorAll("details[data-panel][open]")) if (other !== panel) other.open = false;
    panel.querySelector("form :is(select, textarea, input:not([type=hidden]))")?.focus();
  }, true);
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details[data-panel]");
    if (event.target.closest("[data-close]") && inside) { shut(inside); return; }
    if (event.target.closest("dialog")) return;
    for (const panel of document.querySelectorAll("details[data-panel][open]")) if (panel !== inside) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const open = event.target.closest?.("details[data-panel][open]") || document.querySelector("details[data-panel][open]");
    if (open) { event.preventDefault(); shut(open); }
  });
}

function shut(panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
}
