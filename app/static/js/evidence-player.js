// Own controls around a native video or audio element. Without this script the browser's
// controls stay; with it the watermark goes along into full screen, and frames can be stepped.

const FALLBACK_FPS = 25;
// Of a frame: a time that was meant to be where one begins may have been rounded down.
const MOST_ROUNDING = 0.01;

function clock(seconds) {
  if (!Number.isFinite(seconds)) return "未知";
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
  const thousandths = String(Math.floor((seconds - whole) * 1000)).padStart(3, "0");
  return `${hours}:${minutes}:${rest}.${thousandths}`;
}

class EvidencePlayer extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("video, audio");
    this.fps = Number(this.dataset.fps) || FALLBACK_FPS;
    this.media.controls = false;
    this.media.tabIndex = -1;
    this.frameTime = null;
    this.querySelector(".player__bar").hidden = false;
    this.querySelector(".player__keys").hidden = false;
    this.part("next").hidden = this.part("previous").hidden = this.dataset.kind === "audio";
    this.media.addEventListener("contextmenu", (event) => event.preventDefault());
    this.media.addEventListener("click", () => this.toggle());
    this.followMedia();
    this.followFrames();
    this.addEventListener("click", (event) => this.act(event.target.closest("button")?.dataset.do));
    this.part("seek").addEventListener("input", (event) => this.seek(Number(event.target.value)));
    this.part("rate").addEventListener("change", (event) => {
      this.media.playbackRate = Number(event.target.value);
    });
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    const known = Number(this.dataset.duration) / 1000;
    if (known > 0) this.part("seek").max = known;
    if (this.media.readyState >= 1) this.learnLength();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  part(name) {
    return this.querySelector(`[data-do="${name}"]`);
  }

  show(name, text) {
    this.querySelector(`[data-show="${name}"]`).textContent = text;
  }

  followMedia() {
    const { media } = this;
    media.addEventListener("loadedmetadata", () => this.learnLength());
    media.addEventListener("durationchange", () => this.learnLength());
    media.addEventListener("timeupdate", () => this.learnTime());
    media.addEventListener("seeked", () => this.learnTime());
    media.addEventListener("play", () => (this.part("toggle").textContent = "暂停"));
    media.addEventListener("pause", () => (this.part("toggle").textContent = "播放"));
    media.addEventListener("error", () =>
      this.problem("播放没有成功。可能是登录已经过期、查看权限已被收回，或者浏览器不支持这种格式。请刷新页面后重试。"),
    );
  }

  // The time of the frame really on screen; currentTime may already be ahead of it.
  followFrames() {
    const { media } = this;
    if (!media.requestVideoFrameCallback) return;
    // What was on screen says nothing of where a seek leads, and may still be told after it began.
    media.addEventListener("seeking", () => (this.frameTime = null));
    const onFrame = (_, frame) => {
      this.frameTime = media.seeking ? null : frame.mediaTime;
      this.learnTime();
      if (this.isConnected) media.requestVideoFrameCallback(onFrame);
    };
    media.requestVideoFrameCallback(onFrame);
  }

  learnLength() {
    const { media } = this;
    if (Number.isFinite(media.duration)) {
      this.part("seek").max = media.duration;
      this.show("length", clock(media.duration));
    }
    // A kernel without the codec plays the sound, shows black, and reports no error.
    if (media.tagName === "VIDEO" && media.videoWidth === 0) {
      this.problem("浏览器无法显示这种编码的画面，只能播放声音。请换用支持该编码的浏览器，或者等待系统生成可播放的副本。");
    }
  }

  learnTime() {
    const now = this.media.currentTime;
    this.part("seek").value = now;
    this.part("seek").setAttribute("aria-valuetext", clock(now));
    this.show("now", clock(now));
  }

  problem(text) {
    const line = this.querySelector('[data-show="problem"]');
    line.textContent = text;
    line.hidden = false;
  }

  act(name) {
    const acts = {
      toggle: () => this.toggle(),
      back: () => this.seek(this.media.currentTime - 5),
      forward: () => this.seek(this.media.currentTime + 5),
      previous: () => this.step(-1),
      next: () => this.step(1),
      mute: () => this.mute(),
      full: () => this.full(),
    };
    acts[name]?.();
  }

  toggle() {
    if (this.media.paused) this.media.play().catch(() => {});
    else this.media.pause();
  }

  // Nothing is fetched before somebody acts: opening the page is not yet watching.
  seek(seconds) {
    if (this.media.readyState === 0 && this.media.preload === "none") {
      this.media.preload = "metadata";
      this.media.load();
    }
    this.frameTime = null;
    const end = Number.isFinite(this.media.duration) ? this.media.duration : seconds;
    this.media.currentTime = Math.min(Math.max(seconds, 0), end);
  }

  // The middle of a frame is the only time that rounding cannot turn into its neighbour.
  step(direction) {
    this.media.pause();
    const frame = this.frameNumber() + direction;
    this.seek((Math.max(frame, 0) + 0.5) / this.fps);
  }

  // A frame on screen tells when it begins; after a seek only a time within it is known.
  frameNumber() {
    if (this.frameTime !== null) return Math.round(this.frameTime * this.fps);
    return Math.floor(this.media.currentTime * this.fps + MOST_ROUNDING);
  }

  mute() {
    this.media.muted = !this.media.muted;
    this.part("mute").setAttribute("aria-pressed", String(this.media.muted));
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.requestFullscreen?.().catch(() => this.problem("浏览器不允许全屏显示。"));
  }

  key(event) {
    const typing = event.target.closest("input:not([type=range]), textarea, select");
    // The space bar belongs to whatever button has the focus.
    const pressing = event.key === " " && event.target.closest("button, summary, a, input");
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (typing || pressing || modified || !this.part("keys").checked) return;
    const now = this.media.currentTime;
    const keys = {
      " ": () => this.toggle(),
      k: () => this.toggle(),
      j: () => this.seek(now - 10),
      l: () => this.seek(now + 10),
      ArrowLeft: () => this.seek(now - 5),
      ArrowRight: () => this.seek(now + 5),
      ",": () => this.step(-1),
      ".": () => this.step(1),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

customElements.define("evidence-player", EvidencePlayer);
