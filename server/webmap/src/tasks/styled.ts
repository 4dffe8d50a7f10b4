/** The style sheets of what is loaded later, which the first page does without. */
const asked = new Map<string, Promise<void>>();

export function onceStyled(name: "tasks" | "tools"): Promise<void> {
  let loading = asked.get(name);
  if (!loading) asked.set(name, (loading = styled(name)));
  return loading;
}

function styled(name: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`./${name}.css`, import.meta.url).href;
  return new Promise((done) => {
    // Without it the page works; it looks plain.
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}
