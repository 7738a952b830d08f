// Shows a notice of a change around its day, by the reader's own date: <dated-notice data-from="2026-10-03" data-until="2027-04-01">.
// Without scripts it shows always, with the date in its text. No module, so that it runs before the page is seen.
{
  class DatedNotice extends HTMLElement {
    connectedCallback() {
      const { from = "", until = "" } = this.dataset;
      this.hidden = !DatedNotice.isShown(from, until, new Date());
    }

    /** Whether a day is one from the first to the last, both included. @param {string} from @param {string} until @param {Date} now */
    static isShown(from, until, now) {
      const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
      const day = parts.map((part) => String(part).padStart(2, "0")).join("-");
      return from <= day && day <= until;
    }
  }
  customElements.define("dated-notice", DatedNotice);
}
