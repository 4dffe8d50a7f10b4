/** The page: every panel drawn from one state, the map led by it, and the map's events led back. */
import { html, nothing, render } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import { getJson, isAbort, Problem } from "./api";
import * as busy from "./busy";
import { drawable, strange, titlesOf, treePath, type Catalogue, type LayerEntry, type Strange } from "./catalogue";
import { CoverageTask } from "./coverage/task";
import { mapLocale, type Lang } from "./i18n";
import { show } from "./map/canvas";
import { setFound } from "./map/found";
import { identify } from "./map/identify";
import { classesInView, sameView, type InView } from "./map/inview";
import { addLand, rethemeGround } from "./map/land";
import { MapLayers } from "./map/layers";
import { onThemeChange } from "./map/theme";
import { context, type Context } from "./panels/context";
import { Dressing } from "./panels/dressing";
import { bannerView, footView, headerView, noticeView, sheetView, tasksView } from "./panels/frame";
import { LayerTree } from "./panels/layertree";
import { Card, type Opener } from "./panels/popup";
import { Search, type Hit } from "./panels/search";
import { Sheet } from "./panels/sheet";
import type { State, TaskId } from "./state";
import type { Store } from "./store";
import { TaskDesk } from "./tasks/desk";
import { barView } from "./tools/bar";
import { ToolDesk } from "./tools/desk";

type Banner = "offline" | "catalogue" | null;
/** From this zoom on a single place can be told from its neighbours. */
const CLOSE = 14;
const place = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

export class Page {
  readonly #coverage: CoverageTask;
  readonly #tasks: TaskDesk;
  readonly #tools: ToolDesk;
  readonly #search: Search;
  readonly #sheet: Sheet;
  readonly #tree: LayerTree;
  readonly #dressing: Dressing;
  readonly #layers: MapLayers | null;
  readonly #card: Card | null;
  #banner: Banner = null;
  #opening: Element | null = null;
  #missing: Strange | null = null;
  #inView: InView = new Map();
  #drawn = false;
  #loaded = false;
  #identifying: AbortController | null = null;
  #opener: Opener = "address";

  constructor(
    private readonly store: Store,
    private catalogue: Catalogue,
    private readonly map: GlMap | null,
  ) {
    const refresh = (): void => this.refresh();
    this.#sheet = new Sheet(refresh);
    this.#layers = map && new MapLayers(map, drawable(catalogue), refresh);
    this.#coverage = new CoverageTask(store, refresh, map, () => this.#answered());
    const looks = { store, map, refresh, layers: this.#layers, catalogue: () => this.catalogue, answered: () => this.#answered() };
    const tools = { ...looks, relearn: () => this.#relearn(), wear: (ids: readonly string[]) => this.#wear(ids) };
    this.#tasks = new TaskDesk(tools, this.#coverage);
    this.#tools = new ToolDesk(tools, (open) => this.#sheet.choose(open ? "tool" : "answer"));
    this.#card =
      map &&
      new Card(
        map,
        () => this.#c,
        () => store.update({ at: null }, "replace"),
        (feature) => setFound(map, feature ? [feature] : []),
        (at) => store.update({ tool: "reach", kit: { at: at.join(",") }, at: null }, "push"),
      );
    this.#search = new Search(refresh, (hit) => this.#goTo(hit));
    this.#layers?.choose(store.state.filters);
    this.#dressing = new Dressing({ store, map, refresh, recoloured: (tree) => this.#recoloured(tree) });
    const { choose, count, recolour } = this.#dressing;
    this.#tree = new LayerTree(refresh, {
      choose,
      count,
      recolour,
      toggle: (layer, on) => this.#toggle(layer, on),
      opacity: (layer, value) => this.#setOpacity(layer, value),
      retry: (layer) => this.#layers?.retry(layer.id),
      // A hair closer: the animation may end just below.
      closer: (layer) => this.#zoomTo(layer.minzoom + 0.01),
    });
  }

  /** First drawing, then everything that follows from events. */
  run(): void {
    for (const id of ["header-extras", "tasks", "layers", "answer", "tool", "tools", "legend", "foot", "banner", "sheet", "said"]) {
      place(id).replaceChildren();
    }
    this.store.listen((state, before) => this.#follow(state, before));
    this.#language(this.store.state.lang);
    this.#draw();
    void this.#coverage.load(this.catalogue);
    if (this.map) this.#runMap(this.map);
    else this.#runWithoutMap();
    place("tool").addEventListener("keydown", (event) => void this.#tools.key(event));
    window.addEventListener("offline", () => this.fail("offline"));
    window.addEventListener("online", () => void this.#reconnect(1));
  }

  fail(banner: Banner): void {
    this.#banner = banner;
    this.refresh();
    if (banner === "offline") void this.#reconnect(1);
  }

  /** Says which of the layers an address asks for are not there or cannot be drawn. */
  miss(ids: Iterable<string>): void {
    const found = strange(this.catalogue, ids);
    if (found.unknown.length + found.undrawn.length === 0) return;
    this.#missing = found;
    this.refresh();
  }

  /** Draws all panels once, soon; many wishes in one turn are one drawing. */
  refresh(): void {
    if (this.#drawn) return;
    this.#drawn = true;
    queueMicrotask(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  get #c(): Context {
    return context(this.store.state.lang);
  }

  #draw(): void {
    const c = this.#c;
    const { state } = this.store;
    const on = state.layers ?? new Map<string, number>();
    const shown = this.#shownLayers();
    const titles = titlesOf(this.catalogue, c);
    render(headerView(c, this.#search.render(c), shown.filter((layer) => layer.modelled).map((layer) => c.text(layer.title)), (lang) => this.store.update({ lang }, "push")), place("header-extras"));
    render(tasksView(c, state.task, (id) => this.#openTask(id)), place("tasks"));
    const loading = this.#layers?.states ?? new Map();
    const dressed = { filters: state.filters, safe: state.safe, counted: this.#dressing.counted };
    render(this.#tree.render(c, { catalogue: this.catalogue, on, loading, inView: this.#inView, zoom: this.map?.getZoom() ?? null, ...dressed }), place("layers"));
    void this.#dressing.time(c, this.catalogue);
    const task = this.#tasks.current;
    render(task.panel(c, titles), place("answer"));
    if (this.map) render(task.legend(c), place("legend"));
    const banner = bannerView(c, this.#banner, () => location.reload());
    render(html`${banner}${noticeView(c, this.#missing, () => this.#unmiss())}`, place("banner"));
    render(sheetView(c, this.#sheet, state.tool !== null), place("sheet"));
    render(this.#tools.panel(c), place("tool"));
    render(this.#tools.said(c) ?? (task.sentence(c) || nothing), place("said"));
    if (this.#opening) this.#enterPanel();
    this.#card?.refresh();
    if (this.map) {
      render(barView(c, state.tool, { zoom: (by) => this.#zoom(by), home: () => this.#home(), open: (id) => this.#tools.toggle(id) }), place("tools"));
      this.#foot(shown);
    }
  }

  #unmiss(): void {
    this.#missing = null;
    this.refresh();
    this.map?.getCanvas().focus({ preventScroll: true });
  }

  #lookAround(map: GlMap): void {
    const now = classesInView(map, this.#shownLayers(), this.store.state.filters, this.#inView);
    if (sameView(now, this.#inView)) return;
    this.#inView = now;
    this.refresh();
  }

  #foot(shown: LayerEntry[]): void {
    if (!this.map) return;
    const years = [...new Set(shown.map((layer) => layer.data_date.slice(0, 4)).filter(Boolean))].sort();
    const dates = years.length > 1 ? `${years[0]}–${years.at(-1)}` : (years[0] ?? "");
    const own = shown.flatMap((layer) => layer.attribution.split(/; */)).filter(Boolean);
    const names = [...new Set([this.catalogue.basemap?.attribution ?? "", ...own].filter(Boolean))].join(", ");
    const licences = new URL("./licences.txt", import.meta.url).pathname;
    render(footView(this.#c, this.map.getCenter(), dates, names, licences), place("foot"));
  }

  #follow(state: State, before: State): void {
    if (state.lang !== before.lang) this.#language(state.lang);
    if (state.layers !== before.layers) {
      this.#applyLayers();
      if (state.layers) this.miss(state.layers.keys());
    }
    if (state.filters !== before.filters && this.#loaded) this.#layers?.choose(state.filters);
    void this.#dressing.follow(state);
    if (this.#loaded || !this.map) this.#lead(state, before);
    const looked = ({ at, layers }: State): string => `${at} ${at && layers ? [...layers.keys()] : ""}`;
    if (looked(state) !== looked(before)) void this.#identify(state.at);
    this.refresh();
  }

  #lead(state: State, before: State): void {
    this.#tasks.follow(state);
    this.#tools.follow(state, before === state ? null : before.kit);
  }

  #language(lang: Lang): void {
    const c = context(lang);
    document.documentElement.lang = lang;
    document.title = c.t("app.title");
    place("skip").textContent = c.t("app.skip");
    place("layers-title").textContent = c.t("layers.title");
    place("answer").setAttribute("aria-label", c.t("answer.region"));
    place("sheet").setAttribute("aria-label", c.t("sheet.label"));
    place("map-region").setAttribute("aria-label", c.t("map.region"));
    const canvas = this.map?.getCanvas();
    canvas?.setAttribute("aria-label", mapLocale(lang)["Map.Title"] ?? "");
    if (this.#identifying === null && this.#card?.isOpen) void this.#identify(this.store.state.at);
  }

  #runMap(map: GlMap): void {
    const ready = (): void => {
      place("loading").hidden = true;
      document.body.dataset["ready"] = "1";
      performance.mark("map-ready");
      void this.#coverage.loadRegions();
      void import("./sheet/paper").then(({ onPaper }) => onPaper(this.store, map, () => this.catalogue));
    };
    // Not "load": that waits for a whole picture, and the layers could be on their way by then.
    map.once("style.load", () => {
      this.#loaded = true;
      addLand(map, drawable(this.catalogue));
      this.#applyLayers();
      this.#lead(this.store.state, this.store.state);
      map.once("idle", () => {
        ready();
        if (this.store.state.at) void this.#identify(this.store.state.at);
      });
    });
    map.on("error", () => undefined);
    map.on("idle", () => this.#lookAround(map));
    map.on("move", () => this.#foot(this.#shownLayers()));
    map.on("zoomend", () => this.refresh());
    map.on("click", (event) => this.#press([event.lngLat.lng, event.lngLat.lat], "pointer"));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#card?.isOpen) return this.store.update({ at: null }, "replace");
      if (this.#tools.key(event)) return;
      if (event.key !== "Enter") return;
      // Without this the same key press would also work the popup's close button, once focus is there.
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      this.#press([lng, lat], "keyboard");
    });
    onThemeChange(() => {
      rethemeGround(map);
      this.#layers?.retheme();
      this.#tasks.current.paint(this.store.state);
      this.#tools.current?.paint?.();
    });
  }

  #runWithoutMap(): void {
    const note = place("loading");
    note.textContent = this.#c.t("map.nowebgl");
    note.classList.add("no-map");
    this.store.listen(() => (note.textContent = this.#c.t("map.nowebgl")));
    this.#lead(this.store.state, this.store.state);
    void this.#coverage.loadRegions();
    document.body.dataset["ready"] = "1";
  }

  /** A new answer changes what stands at the point looked at, and which lines step back. */
  #answered(): void {
    this.#applyLayers();
    if (this.#loaded && this.store.state.at) void this.#identify(this.store.state.at);
  }

  #applyLayers(): void {
    if (this.#loaded) this.#layers?.apply(this.store.state.layers ?? new Map(), this.#tasks.current.hasAnswer);
  }

  #shownLayers(): LayerEntry[] {
    return drawable(this.catalogue).filter(({ id }) => this.store.state.layers?.has(id) || this.#layers?.compares(id));
  }

  /** Shows what was searched for, and asks about it as if it had been pressed. */
  #goTo({ point, bbox }: Hit): void {
    const [west, south, east, north] = bbox ?? [0, 0, 0, 0];
    if (this.map && bbox && (east > west || north > south)) show(this.map, bbox);
    else if (this.map && point) this.map.jumpTo({ center: point, zoom: Math.max(this.map.getZoom(), CLOSE) });
    if (point) this.#press([point[0], point[1]], "address");
  }

  /** A point of the map was pressed: the task may want it; otherwise what stands there is told. */
  #press(at: [number, number], opener: Opener): void {
    const rounded: [number, number] = [Number(at[0].toFixed(5)), Number(at[1].toFixed(5))];
    if (this.#tools.current?.click?.(rounded) || this.#tasks.current.click?.(rounded)) return;
    this.#opener = opener;
    this.store.update({ at: rounded }, "push");
  }

  async #identify(at: [number, number] | null): Promise<void> {
    if (!this.map || !this.#card || !this.#layers) return;
    this.#identifying?.abort();
    if (!at) return this.#card.isOpen ? this.#card.close() : undefined;
    const mine = (this.#identifying = new AbortController());
    busy.begin("identify");
    this.#card.open(at, this.#opener);
    this.#opener = "address";
    try {
      const options = { lang: this.store.state.lang, signal: mine.signal };
      const seen = this.#layers.mapAt(at);
      const features = await identify(seen, at, this.#layers.visibleStyles(seen), options);
      const unit = this.#tasks.current.unitAt(at);
      if (this.#identifying === mine) this.#card.set({ kind: "found", found: unit ? [unit, ...features] : features });
    } catch (error) {
      if (isAbort(error)) return;
      const message = error instanceof Problem && !error.unreachable ? error.message : this.#c.t("error.unreachable");
      this.#card.set({ kind: "problem", message });
    } finally {
      if (this.#identifying === mine) {
        this.#identifying = null;
        busy.end("identify");
      }
    }
  }

  async #relearn(): Promise<void> {
    this.catalogue = await getJson<Catalogue>(treePath(this.store.state));
    this.#layers?.learn(drawable(this.catalogue));
    this.refresh();
  }

  #recoloured(catalogue: Catalogue): void {
    this.catalogue = catalogue;
    this.#layers?.recolour(drawable(catalogue));
    this.#applyLayers();
  }

  #wear(ids: readonly string[]): void {
    const { layers } = this.store.state;
    const missing = drawable(this.catalogue).filter(({ id }) => ids.includes(id) && !layers?.has(id));
    if (missing.length === 0) return;
    const more = missing.map(({ id, opacity }): [string, number] => [id, opacity]);
    this.store.update({ layers: this.#ordered(new Map([...(layers ?? []), ...more])) }, "replace");
  }

  #toggle(layer: LayerEntry, on: boolean): void {
    const layers = new Map(this.store.state.layers);
    if (on) layers.set(layer.id, layer.opacity);
    else layers.delete(layer.id);
    this.store.update({ layers: this.#ordered(layers), time: null }, "replace");
  }

  #setOpacity(layer: LayerEntry, value: number): void {
    const layers = new Map(this.store.state.layers).set(layer.id, value);
    this.store.update({ layers }, "replace");
  }

  /** In the catalogue's order, so that equal sets are written alike. */
  #ordered(layers: Map<string, number>): Map<string, number> {
    const entries = drawable(this.catalogue).filter(({ id }) => layers.has(id));
    return new Map(entries.map(({ id }) => [id, layers.get(id) ?? 1]));
  }

  #zoom(by: number): void {
    this.#zoomTo((this.map?.getZoom() ?? 0) + by);
  }

  #zoomTo(zoom: number): void {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map?.easeTo({ zoom, duration: still ? 0 : 250 });
  }

  #home(): void {
    if (this.map && this.catalogue.region.bbox) show(this.map, this.catalogue.region.bbox);
  }

  #openTask(id: TaskId): void {
    this.#tasks.choose(id);
    this.#sheet.choose("answer");
    this.#opening = document.activeElement;
  }

  /** Focus goes into a panel that was opened as soon as it is there, unless it has gone elsewhere by then. */
  #enterPanel(): void {
    const field = place("answer").querySelector<HTMLElement>("input, button, select");
    if (document.activeElement === this.#opening && field) field.focus();
    else if (document.activeElement === this.#opening) return;
    this.#opening = null;
  }

  /** Asks for a sign of life until one comes: after 1, 2, 4 … 30 seconds. */
  async #reconnect(seconds: number): Promise<void> {
    try {
      await getJson("/healthz");
      if (this.#banner === "offline") this.fail(null);
    } catch {
      window.setTimeout(() => void this.#reconnect(Math.min(30, seconds * 2)), seconds * 1000);
    }
  }
}
