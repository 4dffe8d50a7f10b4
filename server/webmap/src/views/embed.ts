/** The map within a page of others: no questions, and a way to the whole map as it stands. */
import { html, render } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import { addPhrases } from "../i18n";
import { context } from "../panels/context";
import type { Store } from "../store";
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";

/** The address of the page without `embed`. */
function whole(): string {
  const url = new URL(location.href);
  url.searchParams.delete("embed");
  return url.href.replace(/%2C/g, ",").replace(/%3A/g, ":");
}

export function embed(store: Store, map: GlMap | null): void {
  addPhrases({ id, en });
  const place = document.getElementById("whole") as HTMLElement;
  const draw = (): void => {
    const c = context(store.state.lang);
    render(html`<a href=${whole()} target="_blank" rel="noopener">Penyangga: ${c.t("embed.whole")} ↗</a>`, place);
  };
  draw();
  store.listen(() => window.setTimeout(draw, 500));
  map?.on("moveend", () => window.setTimeout(draw));
  map?.resize();
}
