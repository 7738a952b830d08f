// The small calculators and the quiz: their scripts are loaded only where a page has their element.

for (const [name, script] of [["rehab-try", "./try.js"], ["rehab-quiz", "./quiz.js"]]) {
  customElements.define(name, class extends HTMLElement {
    async connectedCallback() {
      if (this.started) return; // connected again: it is as it was
      this.started = true;
      (await import(script)).start(this);
    }
  });
}
