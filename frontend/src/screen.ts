// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded by screens on walls and signs at doors, which have no head and no menu.
import { follow } from "./live";
import { mount, wake } from "./mount";

const TURN = 12;
const SMALLEST = 0.6;

/**
 * Turns the pages of a wall on which not all rooms fit, until somebody stops it, and writes smaller
 * where long names would push a room off the screen. Without this module all rooms stand below each
 * other.
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
    fit();
  };
  const fit = () => {
    const { style } = document.documentElement;
    style.fontSize = "";
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    for (let part = 0.95; part >= SMALLEST && board.scrollHeight > board.clientHeight; part -= 0.05)
      style.fontSize = `${size * part}px`;
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
  addEventListener("resize", fit);
  follow(board, show);
  show();
});

document.addEventListener("DOMContentLoaded", () => wake(document));
