// A form of filters that needs no button: a choice goes at once, a text when the person pauses.
const PAUSE = 350;

export function connect(form) {
  let timer = 0;
  const send = () => { clearTimeout(timer); if (form.isConnected) form.requestSubmit(); };
  const mine = (event) => event.target.form === form && form.isConnected;
  const root = form.closest("[id]:not(form)") ?? document;
  root.addEventListener("change", (event) => { if (mine(event) && event.target.matches("select, [type=checkbox], [type=radio]")) send(); });
  root.addEventListener("input", (event) => {
    if (!mine(event) || !event.target.matches("input:not([type=checkbox], [type=radio])")) return;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
}
