// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2

const FAR = 6; // pixels a hand moves before it is a drag and not a click
const EDGE = 70; // pixels from the window's edge at which it scrolls

export interface Drag {
  over(cell: HTMLElement | null): void;
  dropped(): void;
  left(): void;
}

interface Options {
  began(card: HTMLElement): Drag;
}

/** Follows one pointer from a card to a cell: a mouse takes the whole card, a finger its handle. */
export function follow(board: HTMLElement, options: Options): void {
  board.addEventListener("pointerdown", (down) => {
    const target = down.target instanceof Element ? down.target : null;
    const card = target?.closest<HTMLElement>("[data-card]");
    const handle = target?.closest("[data-grab]");
    if (!card?.querySelector("[data-grab]") || down.button !== 0) return;
    if (down.pointerType !== "mouse" && !handle) return;
    pull(down, card, options);
  });
}

function pull(down: PointerEvent, card: HTMLElement, options: Options): void {
  let drag: Drag | null = null;
  let ghost: HTMLElement | null = null;
  let at = { x: down.clientX, y: down.clientY };
  const listening = new AbortController();
  const { signal } = listening;

  const scroll = () => {
    if (!drag) return;
    const below = at.y > window.innerHeight - EDGE ? 1 : at.y < EDGE ? -1 : 0;
    if (below) window.scrollBy(0, below * 12);
    const box = document.elementFromPoint(at.x, at.y)?.closest(".lc-timetable-scroll");
    const beside = at.x > window.innerWidth - EDGE ? 1 : at.x < EDGE ? -1 : 0;
    if (box && beside) box.scrollLeft += beside * 12;
    if (below || beside) show(); // another cell lies under the hand now
    requestAnimationFrame(scroll);
  };
  const show = () => {
    ghost?.style.setProperty("translate", `${at.x + 12}px ${at.y + 12}px`);
    drag?.over(document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>("[data-cell]") ?? null);
  };
  const done = () => {
    listening.abort();
    ghost?.remove();
    document.documentElement.classList.remove("lc-dragging");
    if (drag) window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
    drag = null;
  };

  window.addEventListener("pointermove", (move) => {
    if (move.pointerId !== down.pointerId) return;
    at = { x: move.clientX, y: move.clientY };
    if (!drag && Math.hypot(at.x - down.clientX, at.y - down.clientY) > FAR) {
      drag = options.began(card);
      ghost = document.createElement("p");
      ghost.className = "lc-ghost";
      ghost.textContent = card.querySelector("h3")?.textContent ?? "";
      document.body.append(ghost);
      document.documentElement.classList.add("lc-dragging");
      requestAnimationFrame(scroll);
    }
    show();
  }, { signal });
  window.addEventListener("pointerup", (up) => {
    if (up.pointerId !== down.pointerId) return;
    const ended = drag;
    done();
    ended?.dropped();
  }, { signal });
  for (const name of ["pointercancel", "blur"]) {
    window.addEventListener(name, () => {
      const ended = drag;
      done();
      ended?.left();
    }, { signal });
  }
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done();
  }, { signal });
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
