// Opens the folded steps of worked examples before a page is printed.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.steps")) details.setAttribute("open", "");
});
