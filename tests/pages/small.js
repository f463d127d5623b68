(least) => {
  const found = [];
  for (const each of document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")) {
    const target = each.closest("label") ?? each;
    const box = target.getBoundingClientRect();
    const inSentence = each.tagName === "A" && getComputedStyle(each).display === "inline";
    const clipped = box.width <= 1 && box.height <= 1; // a folded rating: the keyboard unfolds it, no finger hits it
    if (!box.width || clipped || each.matches(".skip, .seldom") || inSentence) continue;
    if (box.height < least || box.width < least)
      found.push(`${each.outerHTML.slice(0, 80)}: ${box.width}x${box.height}`);
  }
  return found;
}
