// The switch "own value" of a setting: the control is free to change, the sentence about the origin changes with it.
export function connect(input) {
  const setting = input.closest(".setting");
  const show = () => {
    setting.dataset.state = input.checked ? "own" : "inherited";
    for (const control of setting.querySelectorAll(".setting__value :is(input, select, textarea, button)")) control.disabled = !input.checked;
    for (const line of setting.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== setting.dataset.state;
  };
  input.addEventListener("change", () => {
    show();
    if (input.checked) setting.querySelector(".setting__value :is(input, select, textarea)")?.focus();
  });
  show();
}
