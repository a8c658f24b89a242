// Home and End move the document of the row in focus to an end of the contents list. They press
// buttons that are there without them; after a move the focus is on the row again.

const TYPING = "input, textarea, select";

class ContentsKeys extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.listener = (event) => this.key(event);
    document.addEventListener("keydown", this.listener);
    // The browser goes to the place in the address last of all, and takes the focus with it.
    if (document.readyState === "complete") this.focusRow();
    else addEventListener("load", () => requestAnimationFrame(() => this.focusRow()), { once: true });
  }

  focusRow() {
    const row = location.hash && document.getElementById(location.hash.slice(1));
    row?.querySelector?.("a")?.focus();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listener);
  }

  key(event) {
    const end = { Home: "first", End: "last" }[event.key];
    const row = event.target.closest("#contents tbody tr");
    if (!end || !row || event.target.closest(TYPING)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    row.querySelector(`[data-do="${end}"]`)?.click();
  }
}

customElements.define("contents-keys", ContentsKeys);
