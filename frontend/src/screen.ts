// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded by screens on walls and signs at doors, which have no head and no menu.
import { follow } from "./live";
import { mount, wake } from "./mount";

const TURN = 12;

/**
 * Turns the pages of a wall on which not all rooms fit, until somebody stops it. Without this module
 * all rooms stand below each other.
 *
 * <div data-lc="wall" data-from="?part=1">…<table class="lc-wall__page">…</table></div>
 * <p class="lc-wall__turn" hidden><span></span> <button data-go="Turn" data-halt="Stop">…</button></p>
 */
mount("wall", (board) => {
  const foot = document.querySelector<HTMLElement>(".lc-wall__turn");
  const button = foot?.querySelector("button");
  const label = button?.querySelector<HTMLElement>(".kern-label");
  const where = foot?.querySelector("span");
  let page = 0;
  let turning = true;
  const show = () => {
    const pages = [...board.querySelectorAll<HTMLElement>(".lc-wall__page")];
    page = pages.length ? page % pages.length : 0;
    pages.forEach((one, number) => (one.hidden = number !== page));
    if (foot) foot.hidden = pages.length < 2;
    if (where) where.textContent = `${page + 1} / ${pages.length}`;
  };
  button?.addEventListener("click", () => {
    turning = !turning;
    if (label) label.textContent = (turning ? button.dataset["halt"] : button.dataset["go"]) ?? "";
  });
  setInterval(() => {
    if (!turning) return;
    page += 1;
    show();
  }, TURN * 1000);
  document.documentElement.classList.add("lc-wall--turning");
  follow(board, show);
  show();
});

document.addEventListener("DOMContentLoaded", () => wake(document));
