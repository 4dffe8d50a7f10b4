/** The line between the two sides, to be dragged; the range in the panel does the same by keys. */

export class Divider {
  readonly #line = document.createElement("div");
  readonly #area: HTMLElement;

  constructor(
    map: HTMLElement,
    private readonly moved: (at: number) => void,
  ) {
    this.#area = map;
    this.#line.className = "divider";
    this.#line.setAttribute("aria-hidden", "true");
    map.after(this.#line);
    this.#line.addEventListener("pointerdown", (event) => this.#line.setPointerCapture(event.pointerId));
    this.#line.addEventListener("pointermove", (event) => {
      if (!this.#line.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.#area.getBoundingClientRect();
      this.moved(Math.min(1, Math.max(0, (event.clientX - left) / width)));
    });
  }

  cut(at: number): void {
    this.#line.style.left = `${(at * 100).toFixed(2)}%`;
  }

  remove(): void {
    this.#line.remove();
  }
}
