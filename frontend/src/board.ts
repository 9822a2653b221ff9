// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded by the hosts' desk only. Without it every session is moved by the form on its own page.
import { mount, wake } from "./mount";
import { follow } from "./drag";

/** A place as the server words it: `value` is what the form sends, empty where no move is allowed. */
interface Goal {
  value: string;
  sort: "better" | "same" | "worse" | "no";
  short: string;
  text: string;
}

interface Prices {
  goals: Record<string, Goal>;
  off?: Goal;
}

const NARROW = window.matchMedia("(max-width: 44.99rem)");

/** Says what happens, to ears and eyes; it stays while parts of the page are changed. */
const voice = document.createElement("p");
voice.className = "lc-voice";
voice.setAttribute("role", "status");

/** One session that is held: its prices, the cell aimed at, and how it ends. */
class Held {
  private prices: Prices | null = null;
  private aimed: HTMLElement | null = null;
  private over = false;
  private readonly home: HTMLElement | null;

  constructor(
    private readonly board: HTMLElement,
    private readonly card: HTMLElement,
    private readonly ended: () => void,
  ) {
    this.home = card.closest<HTMLElement>("[data-cell]");
    card.classList.add("lc-held");
    board.classList.add("lc-board--aiming");
    board.setAttribute("role", "application");
    board.setAttribute("aria-label", board.dataset["name"] ?? "");
  }

  /** Asks what every place costs and writes it into the cells. */
  async ask(): Promise<void> {
    say(this.board.dataset["wait"]);
    const answer = await fetch(`${this.board.dataset["base"]}${this.card.dataset["card"]}/prices/`);
    if (!answer.ok) throw new Error(String(answer.status));
    this.prices = (await answer.json()) as Prices;
    if (this.over) return;
    for (const cell of this.cells()) {
      const goal = this.goal(cell);
      cell.classList.add("lc-goal", `lc-goal--${cell === this.home ? "here" : (goal?.sort ?? "no")}`);
      if (!goal || cell === this.home) continue;
      const price = document.createElement("span");
      price.className = "lc-price";
      price.setAttribute("aria-hidden", "true");
      price.textContent = goal.short;
      cell.append(price);
    }
    this.tell();
  }

  /** The cell under the hand or the key; with keys the focus goes along. */
  aim(cell: HTMLElement | null, focus = false): void {
    if (cell === this.aimed) return;
    this.aimed?.classList.remove("lc-aim");
    this.aimed = cell;
    if (!cell) return;
    cell.classList.add("lc-aim");
    if (focus) {
      cell.tabIndex = -1;
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "center", inline: "nearest" });
    }
    if (this.prices) this.tell();
  }

  /** The next cell in the direction of the key; in the narrow list there is only before and after. */
  step(key: string): void {
    const rows = this.rows();
    if (NARROW.matches) {
      const all = rows.flat();
      const at = this.aimed ? all.indexOf(this.aimed) : -1;
      this.aim(all[clamp(at + (key === "ArrowDown" || key === "ArrowRight" ? 1 : -1), all.length)] ?? null, true);
      return;
    }
    const row = rows.findIndex((cells) => this.aimed !== null && cells.includes(this.aimed));
    const column = row < 0 || !this.aimed ? 0 : (rows[row]?.indexOf(this.aimed) ?? 0);
    const down = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    const right = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    const cells = rows[clamp(row + down, rows.length)] ?? [];
    this.aim(cells[clamp(column + right, cells.length)] ?? null, true);
  }

  /** Where the keys begin: at home, or at the first cell that is free of charge. */
  start(): void {
    const cells = this.cells();
    const cheap = cells.find((cell) => ["same", "better"].includes(this.goal(cell)?.sort ?? "no"));
    this.aim(this.home?.dataset["cell"] !== "off" && this.home ? this.home : (cheap ?? cells[0] ?? null), true);
    say(`${this.board.dataset["grabbed"]} ${this.words()}`);
  }

  /**
   * Sends what the form would send, with the place this page shows for it: who has moved it
   * meanwhile is not overruled. Nothing is sent where it stands or may not stand.
   */
  async drop(): Promise<void> {
    const goal = this.aimed ? this.goal(this.aimed) : undefined;
    if (!this.prices || !goal || this.aimed === this.home) return this.leave();
    if (!goal.value) return this.tell();
    const number = this.card.dataset["card"] ?? "";
    const form = new FormData();
    form.set("was", this.card.dataset["was"] ?? "");
    form.set("goal", goal.value);
    const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
    form.set("csrfmiddlewaretoken", token?.value ?? "");
    this.end();
    say(this.board.dataset["wait"]);
    const answer = await fetch(`${this.board.dataset["base"]}${number}/`, { method: "POST", body: form });
    await arrive(answer, number, this.board.dataset["failed"]);
  }

  /** Puts the session back where it was. */
  leave(): void {
    this.end();
    this.card.querySelector<HTMLElement>("[data-grab]")?.focus();
    say(this.board.dataset["left"]);
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    this.board.removeAttribute("role");
    this.board.removeAttribute("aria-label");
    this.board.classList.remove("lc-board--aiming");
    this.card.classList.remove("lc-held");
    for (const cell of this.cells()) {
      cell.classList.remove("lc-goal", "lc-goal--here", "lc-goal--better", "lc-goal--same", "lc-goal--worse", "lc-goal--no", "lc-aim");
      cell.removeAttribute("tabindex");
    }
    for (const price of this.board.querySelectorAll(".lc-price")) price.remove();
    this.ended();
  }

  private cells(): HTMLElement[] {
    return [...this.board.querySelectorAll<HTMLElement>("[data-cell]")];
  }

  private rows(): HTMLElement[][] {
    const rows = new Map<Element, HTMLElement[]>();
    for (const cell of this.cells()) {
      const row = cell.closest("tr") ?? cell;
      rows.set(row, [...(rows.get(row) ?? []), cell]);
    }
    return [...rows.values()];
  }

  private goal(cell: HTMLElement): Goal | undefined {
    const key = cell.dataset["cell"] ?? "";
    return key === "off" ? this.prices?.off : this.prices?.goals[key];
  }

  private words(): string {
    if (!this.aimed) return "";
    if (this.aimed === this.home) return this.board.dataset["here"] ?? "";
    return this.goal(this.aimed)?.text ?? "";
  }

  private tell(): void {
    say(this.words());
  }
}

/** Ctrl+Z and Ctrl+Y press the buttons that say what they undo and do again. */
function undoByKey(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
  const again = key === "y" || event.shiftKey;
  const button = document.querySelector<HTMLElement>(again ? "#redo" : "#undo");
  if (!button || (event.target instanceof HTMLElement && event.target.matches("input, textarea, select"))) return;
  event.preventDefault();
  button.click();
}

function clamp(number: number, length: number): number {
  return Math.min(Math.max(number, 0), length - 1);
}

function aiming(): boolean {
  return document.querySelector(".lc-board--aiming") !== null;
}

/** Heard at once; `seen` also keeps the words at the foot of the window until the next act. */
function say(words: string | undefined, seen = aiming()): void {
  voice.textContent = words ?? "";
  voice.classList.toggle("lc-voice--seen", seen && Boolean(words));
}

for (const act of ["pointerdown", "keydown"]) {
  document.addEventListener(act, () => aiming() || voice.classList.remove("lc-voice--seen"));
}

function sentences(parts: Iterable<Element>): string {
  const texts = [...parts].map((part) => (part.textContent ?? "").replace(/\s+/g, " ").trim());
  return texts.map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`)).join(" ");
}

/** Puts the answered page's content in place of the present one; the outcome is heard. */
async function arrive(answer: Response, number: string, failed = ""): Promise<void> {
  let page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const warning = page.querySelector(".lc-main .lc-alert");
  const refused = answer.status === 409 || answer.status === 422;
  if (refused) {
    const desk = await fetch(window.location.pathname);
    page = new DOMParser().parseFromString(await desk.text(), "text/html");
  }
  const [old, main] = [document.querySelector("main"), page.querySelector("main")];
  if (!old || !main || !page.querySelector("#board")) return say(failed);
  old.replaceChildren(...main.childNodes);
  if (refused && warning) old.querySelector("#said")?.append(warning);
  wake(document);
  const card = document.querySelector<HTMLElement>(`#s${number}`);
  const grab = card?.querySelector<HTMLElement>("[data-grab]") ?? card?.querySelector<HTMLElement>("a");
  grab?.focus();
  grab?.scrollIntoView({ block: "nearest" });
  say(sentences(old.querySelectorAll("#said :is(h2, p)")), true);
}

/**
 * Sessions are taken by mouse, finger or key; while one is held every place shows its price.
 *
 * <div data-lc="board" data-base="…/plan/session/"><td data-cell="slot-room"><article data-card="7" data-was="moment room"><button data-grab hidden>…
 */
mount("board", (board) => {
  let held: Held | null = null;
  if (!voice.isConnected) document.body.append(voice);
  board.classList.add("lc-board--on");
  for (const button of board.querySelectorAll<HTMLElement>("[data-grab]")) button.hidden = false;
  for (const link of board.querySelectorAll<HTMLElement>("[data-card] a")) link.draggable = false;

  const take = (card: HTMLElement): Held => {
    held?.leave();
    held = new Held(board, card, () => (held = null));
    return held;
  };
  const failed = () => {
    held?.leave();
    say(board.dataset["failed"]);
  };

  board.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>("[data-grab]");
    const cell = target?.closest<HTMLElement>("[data-cell]");
    if (held && cell && !button) {
      event.preventDefault();
      held.aim(cell);
      held.drop().catch(failed);
    } else if (button) {
      const card = button.closest<HTMLElement>("[data-card]");
      if (!card) return;
      const now = take(card);
      now.ask().then(() => now === held && now.start()).catch(failed);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!board.isConnected) return;
    if (!held) return undoByKey(event);
    if (event.key === "Escape" || event.key === "Tab") held.leave();
    else if (event.key.startsWith("Arrow")) held.step(event.key);
    else if (event.key === "Enter" || event.key === " ") held.drop().catch(failed);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });

  follow(board, {
    began(card) {
      const now = take(card);
      const asked = now.ask();
      asked.catch(failed);
      return {
        over: (cell) => now.aim(cell),
        dropped: () => asked.then(() => now.drop()).catch(failed),
        left: () => now.leave(),
      };
    },
  });
});

wake(document);
