/** The style sheet of the tasks, which the first page does without. */
export function onceStyled(): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("./tasks.css", import.meta.url).href;
  return new Promise((done) => {
    // Without it the page works; it looks plain.
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}
