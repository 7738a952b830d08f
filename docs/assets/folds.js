// Opens the folds around the place that an address leads to, and the math of worked examples before a page is printed.

/** Opens everything that is folded around an element, and shows it. @param {string} id */
function unfold(id) {
  const place = id && document.getElementById(id);
  if (!place) return;
  let opened = false;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
    opened ||= !fold.open;
    fold.open = true;
  }
  if (opened) place.scrollIntoView();
}

const there = () => unfold(decodeURIComponent(location.hash.slice(1)));
addEventListener("hashchange", there);
// The address of a link may be the one that is there already: then nothing else says that it was followed.
addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
  if (link instanceof HTMLAnchorElement && link.hash === location.hash) there();
});
there();

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.steps")) details.setAttribute("open", "");
});
