// Links that have more room than their place, in a row or below one another: the current one is shown.
export function connect(row) {
  row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
