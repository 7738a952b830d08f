// The field of the front page that leads to a code by its number or name.

const input = /** @type {HTMLInputElement | null} */ (document.querySelector("#jump"));
const options = /** @type {HTMLOptionElement[]} */ ([...document.querySelectorAll("#jump-codes option")]);

/** The option that is meant by what was typed: a code, else a whole name, else words of its name or other names. @param {string} text */
function meant(text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const known = options.map((option) => ({
    option, name: option.value.toLowerCase(), code: option.value.toLowerCase().split(" ")[0],
    others: (option.dataset.words ?? "").toLowerCase().split("|"),
  }));
  const typed = words.join(" ");
  const found =
    known.find(({ code }) => code === words[0]) ??
    known.find(({ code, name, others }) => name === `${code} ${typed}` || others.includes(typed)) ??
    known.find(({ name }) => words.every((word) => name.includes(word))) ??
    known.find(({ name, others }) => words.every((word) => `${name} ${others.join("|")}`.includes(word)));
  return found?.option ?? null;
}

/** @param {HTMLInputElement} field */
function jump(field) {
  const option = meant(field.value);
  const miss = /** @type {HTMLElement} */ (document.querySelector("#jump-miss"));
  miss.textContent = option || !field.value.trim() ? "" : "No code here has these words. Try the search at the top, which reads all pages.";
  if (option?.dataset.to) location.href = option.dataset.to;
}

if (input) {
  input.addEventListener("input", () => options.some(({ value }) => value === input.value) && jump(input)); // chosen from the list
  input.addEventListener("keydown", ({ key }) => key === "Enter" && jump(input));
  document.querySelector("#jump-go")?.addEventListener("click", () => jump(input));
}
