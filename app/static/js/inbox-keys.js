// Empties the inbox with the keyboard alone. Every key presses a button, box or link that is there
// without it; the list itself is fetched by htmx, and this keeps ticks and focus across a fetch.

const LAST = "liuhen-inbox-keys";
const GONE = "这一行刚被编目或者移走，这次按键没有办理。请用 J、K 选择资料后再办。";
const TYPING = "input:not([type=checkbox]), textarea, select";

function remembered() {
  try {
    return localStorage.getItem(LAST) !== "off";
  } catch {
    return true;
  }
}

function remember(isOn) {
  try {
    localStorage.setItem(LAST, isOn ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

class InboxKeys extends HTMLElement {
  connectedCallback() {
    this.querySelector("details").hidden = false;
    this.switch = this.querySelector('[data-do="keys"]');
    this.switch.checked = remembered();
    this.switch.addEventListener("change", () => remember(this.switch.checked));
    this.said = this.querySelector("[role=status]");
    this.ticked = new Set();
    this.place = 0;
    this.isGone = false;
    this.listeners = {
      keydown: (event) => this.key(event),
      focusin: () => this.follow(),
      change: (event) => this.tick(event),
      "htmx:beforeSwap": (event) => this.leave(event),
      // Not after settling, a moment later: a key pressed in between would find no row.
      "htmx:afterSwap": () => this.arrive(),
    };
    for (const [name, listener] of Object.entries(this.listeners)) {
      document.addEventListener(name, listener);
    }
  }

  disconnectedCallback() {
    for (const [name, listener] of Object.entries(this.listeners)) {
      document.removeEventListener(name, listener);
    }
  }

  rows() {
    return [...document.querySelectorAll("#results tbody tr")];
  }

  current() {
    return document.activeElement?.closest("#results tbody tr");
  }

  follow() {
    const row = this.current();
    if (!row) return;
    this.place = this.rows().indexOf(row);
    this.isGone = false;
    this.warn("");
  }

  tick(event) {
    if (event.target.name !== "pick") return;
    if (event.target.checked) this.ticked.add(event.target.value);
    else this.ticked.delete(event.target.value);
  }

  // What somebody does moves the focus on; a list that refreshes by itself leaves it alone.
  leave(event) {
    if (event.detail.target.id !== "results") return;
    if (event.detail.requestConfig.verb === "get" && this.isActing()) {
      // A list that refreshed by itself is older than the answer that is about to come.
      event.detail.shouldSwap = false;
      return;
    }
    this.wasActed = event.detail.requestConfig.verb === "post";
    this.wasInside = Boolean(this.current());
  }

  arrive() {
    for (const box of document.querySelectorAll('#results [name="pick"]')) {
      box.checked = this.ticked.has(box.value);
    }
    if (this.wasActed) {
      this.said.textContent = document.querySelector("#notice [data-said]")?.textContent ?? "";
    }
    // Somebody else has filed the row: a key meant for it must not meet the one that follows.
    this.isGone = !this.wasActed && (this.isGone || (this.wasInside && !this.current()));
    if (this.wasActed) this.focus(this.place);
    this.wasActed = this.wasInside = false;
  }

  focus(place) {
    const rows = this.rows();
    this.place = Math.min(Math.max(place, 0), Math.max(rows.length - 1, 0));
    const target = rows[this.place]?.querySelector("a.name") ?? document.getElementById("main");
    target.focus();
    target.closest("tr")?.scrollIntoView({ block: "nearest" });
  }

  move(by) {
    this.focus(this.current() ? this.place + by : this.place);
  }

  // Whether something that somebody has done is on its way; the next key waits for its answer.
  isActing() {
    return Boolean(document.querySelector("#results .htmx-request, #notice .htmx-request"));
  }

  warn(text) {
    document.getElementById("toasts").textContent = text;
  }

  press(selector) {
    if (this.isActing()) return true;
    if (this.isGone) {
      this.warn(GONE);
      return true;
    }
    const found = this.current()?.querySelector(selector);
    found?.click();
    return Boolean(found);
  }

  // Of cases that are equally likely the key accepts none: it opens the form that lists them.
  accept() {
    if (this.press('[data-do="accept"]') || this.press('[data-do="choose"]')) return;
    this.said.textContent = "这份资料没有建议的案件。按 C 选择案件。";
  }

  change() {
    const isAnyTicked = document.querySelector('#results [name="pick"]:checked');
    if (!isAnyTicked && (!this.press('[name="pick"]') || this.isGone)) return;
    document.querySelector('[data-do="change"]').click();
  }

  help() {
    const help = this.querySelector("details");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }

  key(event) {
    const typing = event.target.closest(TYPING);
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (typing || modified || !this.switch.checked) return;
    const keys = {
      j: () => this.move(1),
      k: () => this.move(-1),
      x: () => this.press('[name="pick"]'),
      a: () => this.accept(),
      c: () => this.change(),
      u: () => document.querySelector('[data-do="undo"]')?.click(),
      "?": () => this.help(),
    };
    if (this.current() || this.isGone) {
      keys.ArrowDown = keys.j;
      keys.ArrowUp = keys.k;
    }
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

customElements.define("inbox-keys", InboxKeys);
