// Watches a sitting: tells the server which parts were on the screen, and clears the screen as soon
// as the right has ended. The server decides about every piece by itself; this only shows it early.

const REPORT_MS = 15000;
const MOST_SPANS = 100;

class ViewingWatch extends HTMLElement {
  connectedCallback() {
    this.spans = [];
    this.underway = [];
    this.current = null;
    this.isActive = true;
    this.media = this.querySelector("video, audio");
    if (this.media) this.followMedia();
    for (const name of ["pointermove", "keydown", "scroll"]) {
      document.addEventListener(name, this.onSign, { passive: true });
    }
    document.addEventListener("visibilitychange", this.onHidden);
    addEventListener("pagehide", this.onLeave);
    this.ending = document.querySelector("form[data-ends-viewing]");
    this.ending?.addEventListener("formdata", this.onEnding);
    this.addEventListener("contextmenu", (event) => event.preventDefault());
    this.timer = setInterval(() => this.report(), REPORT_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    for (const name of ["pointermove", "keydown", "scroll"]) {
      document.removeEventListener(name, this.onSign);
    }
    document.removeEventListener("visibilitychange", this.onHidden);
    removeEventListener("pagehide", this.onLeave);
    this.ending?.removeEventListener("formdata", this.onEnding);
  }

  onSign = () => (this.isActive = true);

  onLeave = () => this.report();

  // The register is written when the sitting ends, so what was shown last goes with that form;
  // so does what was told but not answered yet, for the form may overtake it.
  onEnding = (event) => {
    if (this.media) {
      this.media.pause();
      this.stretch();
    }
    const spans = [...this.underway, ...this.take()].slice(-MOST_SPANS);
    const shown = { item: this.dataset.item, spans };
    event.formData.set("shown", JSON.stringify(shown));
    this.isOver = true;
  };

  onHidden = () => {
    if (document.visibilityState === "hidden") this.report();
  };

  followMedia() {
    const { media } = this;
    media.addEventListener("playing", () => this.begin());
    media.addEventListener("timeupdate", () => this.stretch());
    for (const name of ["pause", "seeking", "ended", "emptied"]) {
      media.addEventListener(name, () => this.close());
    }
    media.addEventListener("pause", () => this.spans.length && this.report());
    // The bytes stopped coming: the server says in words why.
    media.addEventListener("error", () => this.report());
  }

  begin() {
    // After a wait for bytes it plays on without having paused, and leaves nothing out.
    if (this.current) return;
    const now = Math.floor(this.media.currentTime * 1000);
    this.current = [now, now];
  }

  stretch() {
    if (!this.current || this.media.seeking) return;
    const now = Math.ceil(this.media.currentTime * 1000);
    if (now > this.current[1]) this.current[1] = now;
  }

  close() {
    if (this.current && this.current[1] > this.current[0]) this.spans.push(this.current);
    this.current = null;
  }

  // What is playing is told piece by piece; the piece goes on where the last report ended.
  take() {
    const spans = this.spans.splice(0, MOST_SPANS - 1);
    if (this.current && this.current[1] > this.current[0]) {
      spans.push([...this.current]);
      this.current[0] = this.current[1];
    }
    return spans;
  }

  async report() {
    if (this.isOver) return;
    const spans = this.take();
    this.underway.push(...spans);
    const active = this.isActive || spans.length > 0;
    this.isActive = false;
    const headers = { "Content-Type": "application/json" };
    if (!active) headers["Liuhen-Background"] = "1";
    const body = JSON.stringify({ item: this.dataset.item, spans, active });
    try {
      const answer = await fetch(this.dataset.report, {
        method: "POST",
        headers,
        body,
        keepalive: true,
        credentials: "same-origin",
      });
      if (answer.ok) return;
      if (answer.status < 500) this.end(await reasonOf(answer));
      else this.spans.unshift(...spans);
    } catch {
      // The network is away for a moment: what was shown is told with the next report.
      this.spans.unshift(...spans);
    } finally {
      this.underway = this.underway.filter((span) => !spans.includes(span));
    }
  }

  end(reason) {
    this.isOver = true;
    clearInterval(this.timer);
    if (document.fullscreenElement) document.exitFullscreen();
    if (this.media) {
      this.media.pause();
      this.media.removeAttribute("src");
      this.media.load();
    }
    document.querySelector("storyboard-scrub")?.remove();
    const told = document.createElement("div");
    told.className = "notice notice--warning";
    told.setAttribute("role", "alert");
    const title = document.createElement("h2");
    title.textContent = "现在不能查阅";
    const words = document.createElement("p");
    words.className = "notice__title";
    words.textContent = reason;
    const back = document.createElement("a");
    back.className = "btn btn--plain";
    back.href = this.dataset.home;
    back.textContent = "查看现在的情况";
    told.append(title, words, back);
    // Until when it was granted, and the way to the other items, hold no longer either.
    (this.closest("#sitting") ?? this).replaceChildren(told);
  }
}

async function reasonOf(answer) {
  try {
    return (await answer.json()).reason ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

const UNKNOWN = "查阅已经结束，画面已经关闭。";

customElements.define("viewing-watch", ViewingWatch);
