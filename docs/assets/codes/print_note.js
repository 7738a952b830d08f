// Prints one section of a page alone: <button data-print="note" hidden> in <section class="note">.

for (const button of document.querySelectorAll("button[data-print]")) {
  const section = button.closest("section");
  if (!(button instanceof HTMLElement) || !section) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const closed = [...section.querySelectorAll("details:not([open])")];
    for (const fold of closed) fold.setAttribute("open", "");
    document.body.classList.add("print-section");
    section.classList.add("printed");
    addEventListener("afterprint", () => {
      document.body.classList.remove("print-section");
      section.classList.remove("printed");
      for (const fold of closed) fold.removeAttribute("open");
    }, { once: true });
    print();
  });
}
