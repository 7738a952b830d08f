// Small helps of the pages: go to a code, open what is folded before printing.

/** The option that is meant by what was typed: a code, else a whole name, else words of its name or other names. */
function meant(text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const options = [...document.querySelectorAll("#jump-codes option")].map((option) => ({
    option,
    code: option.value.toLowerCase().split(" ")[0],
    name: option.value.toLowerCase(),
    others: option.dataset.words.toLowerCase().split("|"),
    all: `${option.value} ${option.dataset.words}`.toLowerCase(),
  }));
  const typed = words.join(" ");
  const found =
    options.find(({ code }) => code === words[0]) ??
    options.find(({ code, name, others }) => name === `${code} ${typed}` || others.includes(typed)) ??
    options.find(({ name }) => words.every((word) => name.includes(word))) ??
    options.find(({ all }) => words.every((word) => all.includes(word)));
  return found?.option ?? null;
}

function jump(input) {
  const option = meant(input.value);
  const miss = document.querySelector("#jump-miss");
  miss.textContent = option || !input.value.trim() ? "" : "No code here has these words. Try the search at the top, which reads all pages.";
  if (!option) return;
  location.assign(option.dataset.to);
}

document.addEventListener("input", (event) => {
  const input = event.target;
  // Chosen from the list, not typed: go there at once.
  const chosen = input.id === "jump" && [...document.querySelectorAll("#jump-codes option")].some((option) => option.value === input.value);
  if (chosen) jump(input);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "jump") jump(event.target);
});

document.addEventListener("click", (event) => {
  if (event.target.id === "jump-go") jump(document.querySelector("#jump"));
});

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".md-typeset details.steps")) details.open = true;
});
