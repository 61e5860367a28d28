/** What a chart shows on hovering, made of text nodes: a title can hold anything. */
export function hover(title: string, lines: [string, string][], below?: string): HTMLElement {
  const card = document.createElement("div");
  card.className = "hover";
  const add = (parent: HTMLElement, tag: string, text: string) => {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
  };
  add(card, "strong", title);
  const list = document.createElement("dl");
  for (const [name, value] of lines) {
    add(list, "dt", name);
    add(list, "dd", value);
  }
  card.append(list);
  if (below) add(card, "small", below);
  return card;
}
