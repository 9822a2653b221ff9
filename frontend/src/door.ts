// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded by the check-in list only.

/**
 * Keeps the check-in list going without a connection: a tick shows at once, is kept in this browser
 * with the moment it happened, and goes to the server when there is one. Kept are numbers of places
 * and moments, never names. Without this module each button is a form of its own.
 *
 * <div data-lc="door" data-send="…" data-keep="edition-person">
 *   <strong data-door="here">, <p data-door="state">, <input id="door-find">
 *   <li data-place="7" [data-is-here]> <form> two buttons named "here" </form>
 */
interface Tick {
  key: string;
  place: number;
  here: boolean;
  at: number;
}
interface Answer {
  taken: string[];
  places: Record<string, string>;
}

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const LOOK_AGAIN = 20_000; // what other helpers have ticked
const PATIENCE = 15_000;
const AT_ONCE = 200;
const TOO_OLD = 7 * 24 * 3_600_000;

/** Ticks not transferred yet, each under a key of its own so that two tabs never overwrite one. */
class Kept {
  private readonly memory = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  all(): Tick[] {
    const found: Tick[] = [];
    for (const [name, text] of this.entries()) {
      try {
        const tick = JSON.parse(text) as Tick;
        if (Date.now() - tick.at > TOO_OLD) this.drop(tick.key);
        else found.push(tick);
      } catch {
        this.drop(name.slice(this.prefix.length));
      }
    }
    return found.sort((a, b) => a.at - b.at || a.key.localeCompare(b.key));
  }

  add(tick: Tick): void {
    const text = JSON.stringify(tick);
    try {
      localStorage.setItem(this.prefix + tick.key, text);
    } catch {
      this.memory.set(this.prefix + tick.key, text); // storage is full or shut: at least while the page is open
    }
  }

  drop(key: string): void {
    this.memory.delete(this.prefix + key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      /* nothing was stored */
    }
  }

  private entries(): [string, string][] {
    const found = [...this.memory];
    try {
      for (let n = 0; n < localStorage.length; n++) {
        const name = localStorage.key(n) ?? "";
        if (name.startsWith(this.prefix)) found.push([name, localStorage.getItem(name) ?? ""]);
      }
    } catch {
      /* storage is shut */
    }
    return found;
  }
}

class Door {
  private readonly kept: Kept;
  private readonly rows = new Map<number, HTMLElement>();
  private readonly known = new Map<number, string>(); // what the server said: since when, "" for not here
  private readonly state: HTMLElement;
  private trouble = "";
  private grown = false; // somebody has a place who is not on this page
  private failures = 0;
  private sending = false;
  private timer = 0;

  constructor(private readonly box: HTMLElement) {
    this.kept = new Kept(`labcamp-door:${box.dataset["keep"]}:`);
    this.state = box.querySelector<HTMLElement>("[data-door=state]")!;
    for (const row of box.querySelectorAll<HTMLElement>("[data-place]")) {
      const place = Number(row.dataset["place"]);
      this.rows.set(place, row);
      this.known.set(place, row.dataset["isHere"] === undefined ? "" : (row.querySelector(".lc-door__since")?.textContent ?? ""));
      row.querySelector("form")?.addEventListener("submit", (event) => this.tick(event, place));
    }
    addEventListener("online", () => this.now());
    addEventListener("storage", () => this.show());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
    this.show();
    void this.send();
  }

  private tick(event: SubmitEvent, place: number): void {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement | null;
    const here = button?.value === "1";
    this.kept.add({ key: newKey(), place, here, at: Date.now() });
    this.show();
    const other = this.rows.get(place)?.querySelector<HTMLElement>("button:not([hidden])");
    if (button && document.activeElement !== other) other?.focus({ preventScroll: true });
    void this.send();
  }

  /** The page as the server knows it, with what is still kept on top. */
  private show(): void {
    const waiting = this.kept.all();
    const latest = new Map(waiting.map((tick) => [tick.place, tick]));
    let here = 0;
    for (const [place, row] of this.rows) {
      const tick = latest.get(place);
      const said = this.known.get(place);
      row.hidden = said === undefined && !tick;
      const present = tick ? tick.here : !!said;
      here += Number(present);
      row.toggleAttribute("data-is-here", present);
      row.toggleAttribute("data-waits", !!tick);
      const since = tick && !(tick.here && said) ? (tick.here ? this.told(new Date(tick.at)) : "") : said;
      setText(row.querySelector(".lc-door__since"), since ?? "");
      for (const button of row.querySelectorAll<HTMLButtonElement>("button")) button.hidden = (button.value === "1") === present;
    }
    setText(this.box.querySelector("[data-door=here]"), String(here));
    this.say(waiting.length);
  }

  private say(waiting: number): void {
    const words = this.state.dataset;
    let text = waiting === 1 ? words["one"] : words["many"]?.replace("{n}", String(waiting));
    if (!waiting) text = this.failures ? "" : words["saved"];
    const more = this.trouble || (this.failures ? words["offline"] : this.grown ? words["grown"] : "");
    setText(this.state, [text, more].filter(Boolean).join(" · "));
    this.state.dataset["kind"] = this.trouble ? "trouble" : waiting || this.failures ? "waits" : "saved";
  }

  private told(at: Date): string {
    const clock = at.toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit", timeZone: this.box.dataset["zone"] });
    return (this.box.dataset["here"] ?? "{at}").replace("{at}", clock);
  }

  private now(): void {
    this.failures = 0;
    void this.send();
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), wait);
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    const ticks = this.kept.all().slice(0, AT_ONCE);
    try {
      const answer = await this.post(ticks);
      if (answer) this.take(answer);
      this.failures = 0;
    } catch {
      this.failures++;
    }
    this.sending = false;
    this.show();
    if (this.trouble) this.again(LONGEST_WAIT);
    else if (this.failures) this.again(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1)) * (0.75 + Math.random() / 2));
    else this.again(this.kept.all().length ? 0 : LOOK_AGAIN);
  }

  /** The server's answer, or nothing when it is a person who has to act; throws when it is to be tried again. */
  private async post(ticks: Tick[]): Promise<Answer | undefined> {
    const now = Date.now();
    const response = await fetch(this.box.dataset["send"]!, {
      method: "POST",
      redirect: "manual",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(this.box) },
      body: JSON.stringify({ ticks: ticks.map(({ key, place, here, at }) => ({ key, place, here, ago: Math.max(0, now - at) })) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    this.trouble = "";
    if (response.type === "opaqueredirect") this.trouble = this.state.dataset["signIn"] ?? "";
    else if (response.status === 403 || response.status === 404) this.trouble = this.state.dataset["refused"] ?? "";
    else if (!response.ok) throw new Error(String(response.status));
    return this.trouble ? undefined : ((await response.json()) as Answer);
  }

  private take(answer: Answer): void {
    for (const key of answer.taken) this.kept.drop(key);
    this.known.clear();
    for (const [place, at] of Object.entries(answer.places)) {
      this.known.set(Number(place), at && (this.box.dataset["here"] ?? "{at}").replace("{at}", at));
    }
    this.grown = [...this.known.keys()].some((place) => !this.rows.has(place));
    setText(this.box.querySelector("[data-door=all]"), String(this.known.size));
  }
}

/** Narrows the list while somebody types; Enter goes to the first name found, Escape back to all. */
function find(box: HTMLElement): void {
  const field = box.querySelector<HTMLInputElement>("#door-find");
  const none = box.querySelector<HTMLElement>(".lc-door__none");
  if (!field?.parentElement) return;
  field.parentElement.hidden = false;
  const rows = [...box.querySelectorAll<HTMLElement>("[data-place]")].map((row) => ({
    row,
    text: folded([...row.querySelectorAll("strong, .lc-small")].map((told) => told.textContent).join(" ")),
  }));
  const narrow = () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      row.toggleAttribute("data-unasked", !fits);
      n += Number(fits);
    }
    setText(none, n ? "" : (none?.dataset["none"] ?? ""));
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      rows.find(({ row }) => !row.hidden && !row.hasAttribute("data-unasked"))?.row.querySelector<HTMLElement>("button:not([hidden])")?.focus();
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      narrow();
    }
  });
}

function folded(text: string): string {
  return text.toLocaleLowerCase("de").replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "");
}

function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** The cookie's token outlives a new sign-in in another window, the one in the page does not. */
function token(box: HTMLElement): string {
  const cookie = document.cookie.split("; ").find((one) => /csrftoken=/.test(one));
  return cookie?.split("=")[1] ?? box.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing where there is no https
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const box of document.querySelectorAll<HTMLElement>('[data-lc~="door"]')) {
  find(box);
  new Door(box);
}
