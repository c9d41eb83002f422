"use strict";
// From a finding or an act to its words in the draft, and from marked words back to the finding.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function flash(elements) {
  for (const element of elements) {
    element.setAttribute("data-flash", "");
    setTimeout(() => element.removeAttribute("data-flash"), 1600);
  }
}

function reveal(element) {
  for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
  element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
}

/** The pieces of a draft that a finding or an act points at, on the page and in the frames on it. */
function marked(draft, kind, number) {
  const roots = [draft.querySelector(".mail")];
  for (const frame of draft.querySelectorAll("iframe")) {
    if (frame.contentDocument) roots.push(frame.contentDocument);
  }
  return roots.flatMap((root) => [...root.querySelectorAll(`[data-${kind}~="${number}"]`)]);
}

function toMark(draft, kind, number) {
  const pieces = marked(draft, kind, number);
  const first = pieces.find((piece) => piece.getClientRects().length || piece.closest("details:not([open])"));
  if (!first) return false;
  reveal(first);
  flash(pieces);
  return true;
}

function toFinding(draft, number) {
  const finding = document.getElementById(`${draft.id}-f${number}`);
  for (const box of draft.querySelectorAll(`[data-filter="${finding.dataset.severity}"]`)) box.checked = true;
  reveal(finding);
  flash([finding]);
}

/** Let marks be reached and pressed. Each leads to the first of its findings, the one with the fewest words. */
function wire(draft, root) {
  for (const mark of root.querySelectorAll("mark[data-begins]")) {
    mark.tabIndex = 0;
    mark.setAttribute("role", "link");
  }
  const go = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    const mark = event.target.closest("mark[data-finding]");
    if (!mark) return;
    event.preventDefault();
    const key = event.type === "keydown" && mark.dataset.begins;
    toFinding(draft, key ? key.split(",")[0] : mark.dataset.finding.split(" ")[0]);
  };
  root.addEventListener("click", go);
  root.addEventListener("keydown", go);
}

for (const draft of document.querySelectorAll(".draft")) {
  wire(draft, draft.querySelector(".mail"));
  for (const frame of draft.querySelectorAll("iframe")) {
    const ready = () => frame.contentDocument && wire(draft, frame.contentDocument);
    if (frame.contentDocument && frame.contentDocument.readyState === "complete"
        && frame.contentDocument.URL === "about:srcdoc") ready();
    else frame.addEventListener("load", ready, { once: true });
  }
  draft.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-finding], a[data-act]");
    if (link) {
      const kind = link.dataset.finding ? "finding" : "act";
      if (toMark(draft, kind, link.dataset[kind])) event.preventDefault();
      return;
    }
    const jump = event.target.closest(".guidance a");
    if (jump) {
      event.preventDefault();
      toFinding(draft, jump.hash.slice(draft.id.length + 3));
      return;
    }
    const item = event.target.closest(".finding");
    const own = item && item.querySelector("a[data-finding]");
    if (own && getSelection().isCollapsed) toMark(draft, "finding", own.dataset.finding);
  });
}

// On paper a frame cannot be scrolled.
addEventListener("beforeprint", () => {
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentDocument) frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 8}px`;
  }
});
addEventListener("afterprint", () => {
  for (const frame of document.querySelectorAll("iframe")) frame.style.height = "";
});
