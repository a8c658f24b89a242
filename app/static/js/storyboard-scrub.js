// Skims a recording by its storyboard: one sprite picture, and a WebVTT track that says which
// rectangle belongs to which time. Moving the slider shows the frame; the button goes there.

function seconds(stamp) {
  return stamp.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

function parseTrack(text, base) {
  const cues = [];
  for (const block of text.split(/\r?\n\r?\n/)) {
    const times = /([\d:.]+) --> ([\d:.]+)/.exec(block);
    const place = /^(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/m.exec(block);
    if (!times || !place) continue;
    const [x, y, width, height] = place.slice(2).map(Number);
    cues.push({ at: seconds(times[1]), image: new URL(place[1], base).href, x, y, width, height });
  }
  return cues;
}

customElements.define(
  "storyboard-scrub",
  class extends HTMLElement {
    async connectedCallback() {
      const address = new URL(this.dataset.vtt, location.href);
      const answer = await fetch(address).catch(() => null);
      if (!answer?.ok || !this.isConnected) return;
      this.cues = parseTrack(await answer.text(), address);
      if (this.cues.length > 0) this.build();
    }

    build() {
      this.frame = Object.assign(document.createElement("div"), { className: "scrub__frame" });
      this.frame.setAttribute("role", "img");
      this.words = Object.assign(document.createElement("span"), { className: "scrub__words" });
      this.range = Object.assign(document.createElement("input"), {
        className: "scrub__range",
        type: "range",
        min: 0,
        max: this.cues.length - 1,
        value: 0,
      });
      this.range.setAttribute("aria-label", "快速浏览画面");
      // The sheet shows the course of events, so fetching it is a viewing that the ledger keeps:
      // only when somebody skims, never because the page was opened.
      this.range.addEventListener("input", () => this.show());
      const go = Object.assign(document.createElement("button"), {
        className: "player__button",
        type: "button",
        textContent: "从这里播放",
      });
      go.addEventListener("click", () => this.go());
      const view = Object.assign(document.createElement("div"), { className: "scrub__view" });
      view.append(this.frame, this.words, go);
      // No black box before; below the slider, so that the slider stays under the hand.
      this.frame.hidden = true;
      this.replaceChildren(this.range, view);
      this.classList.add("is-ready");
      this.words.textContent = "拖动滑块可快速浏览画面";
    }

    show() {
      const cue = this.cues[Number(this.range.value)];
      const minutes = Math.floor(cue.at / 60);
      const words = `${minutes} 分 ${Math.floor(cue.at % 60)} 秒`;
      const { style } = this.frame;
      this.frame.hidden = false;
      style.width = `${cue.width}px`;
      style.height = `${cue.height}px`;
      style.backgroundImage = `url("${cue.image}")`;
      style.backgroundPosition = `-${cue.x}px -${cue.y}px`;
      this.frame.setAttribute("aria-label", `${words}处的画面`);
      this.words.textContent = `快速浏览：${words}`;
      this.range.setAttribute("aria-valuetext", words);
    }

    go() {
      const player = document.querySelector("evidence-player");
      player?.seek(this.cues[Number(this.range.value)].at);
      player?.media.play().catch(() => {});
    }
  },
);
