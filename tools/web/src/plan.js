// The planning board: dragging, and Alt with an arrow key, fill in and send the forms that stand on the board anyway.
export function plan() {
  const board = document.querySelector("[data-plan]");
  if (!board) return;
  let held = null;
  come(board);

  board.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-plan-article], [data-plan-ready], [data-plan-issue]");
    if (!held) return;
    event.stopPropagation();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    held.classList.add("held");
  });
  board.addEventListener("dragend", () => {
    held?.classList.remove("held");
    mark(null);
    held = null;
  });
  board.addEventListener("dragover", (event) => {
    const place = held && target(held, event.target);
    mark(place);
    if (place) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const place = held && target(held, event.target);
    if (!place) return;
    event.preventDefault();
    if (held.matches("[data-plan-article]")) {
      place.before(held);
      held.closest("form").requestSubmit();
    } else if (held.matches("[data-plan-ready]")) {
      send(held, "issue", number(place));
    } else {
      send(held.querySelector("[data-plan-move]"), "day", place.dataset.planDay);
    }
  });
  board.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.key.startsWith("Arrow")) return;
    const article = event.target.closest("[data-plan-article]");
    const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (article && step) {
      event.preventDefault();
      keep(article);
      article.querySelector(`button[name="${step}"]:not(:disabled)`)?.click();
      return;
    }
    const issue = event.target.closest("[data-plan-issue]");
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const select = by && issue?.querySelector("[data-plan-move] select");
    const next = select && select.options[select.selectedIndex + by];
    if (!next) return;
    event.preventDefault();
    keep(issue);
    send(select.form, "day", next.value);
  });
}

// What was moved by a key has the focus again on the board that comes, so that the next key moves it on.
const MOVED = "zx-moved";

function keep(card) {
  try { sessionStorage.setItem(MOVED, card.querySelector("a[href]").getAttribute("href")); } catch { /* found again by Tab, then */ }
}

function come(board) {
  let href = "";
  try {
    href = sessionStorage.getItem(MOVED);
    sessionStorage.removeItem(MOVED);
  } catch { /* as if nothing had been moved */ }
  const link = href && board.querySelector(`a[href="${CSS.escape(href)}"]`);
  if (link) (link.closest("[data-plan-article]") ? link : link.closest("[data-plan-issue]") || link).focus();
}

// Where what is held may be put down: an article before another of its issue, a finished text on an open issue of its
// kind, an issue on a day of its kind's row.
function target(held, over) {
  if (held.matches("[data-plan-article]")) {
    const other = over.closest("[data-plan-article]");
    return other && other !== held && other.parentNode === held.parentNode ? other : null;
  }
  if (held.matches("[data-plan-ready]")) {
    const issue = over.closest(".plan-issue");
    const takes = issue && [...held.elements.issue.options].some((option) => option.value === number(issue));
    return takes ? issue : null;
  }
  const day = over.closest("[data-plan-day]");
  const row = held.closest("tr");
  const own = row.matches(".plan-more") ? row.previousElementSibling : row;
  return day && day.parentNode === own && day !== held.parentNode ? day : null;
}

function number(issue) {
  return issue.querySelector(".title").getAttribute("href").split("/").pop();
}

function send(form, name, value) {
  form.elements[name].value = value;
  form.requestSubmit();
}

function mark(place) {
  for (const old of document.querySelectorAll(".drop")) if (old !== place) old.classList.remove("drop");
  place?.classList.add("drop");
}
