// The calculator's parts in a page: form, small calculators, quiz. Their scripts are loaded only where a page has them.

for (const [name, script] of [["rehab-try", "../examples/small_calculator.js"], ["rehab-quiz", "../training/training.js"]]) {
  customElements.define(name, class extends HTMLElement {
    async connectedCallback() {
      if (this.started) return; // connected again: it is as it was
      this.started = true;
      (await import(script)).start(this);
    }
  });
}

// The form defines its own element. The theme tells of every page that it puts in place of another.
window.document$.subscribe(() => {
  if (document.querySelector("rehab-calculator")) import("./calculator.js");
});
