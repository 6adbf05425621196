// A row of links that is wider than its place shows the current one.
export function connect(row) {
  row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
