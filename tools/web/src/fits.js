// Small fittings of forms: fields that belong to a choice are shown with it; a page to be printed has a button for it.
// Without this every field is there, each saying what it is for.
export function fits(root) {
  for (const form of root.querySelectorAll("form[data-shows]")) {
    const choice = form.elements[form.dataset.shows];
    const show = () => { for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(choice.value); };
    choice.addEventListener("change", show);
    form.addEventListener("zx:restored", show, true);
    show();
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
