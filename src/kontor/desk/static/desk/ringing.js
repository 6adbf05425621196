// A call rings: the title of the window says so every other second, and who wants to hears it too.
const EVERY = 1000;
const CHOICE = "kontor-ring";
let timer = 0;
let own = "";
let sentence = "";

export const wantsSound = () => localStorage.getItem(CHOICE) === "on";

export function chooseSound(on) {
  localStorage.setItem(CHOICE, on ? "on" : "off");
  if (on) ring();
}

export function begin(said) {
  if (timer && said === sentence) return;
  end();
  own = document.title;
  sentence = said;
  let beat = 0;
  const turn = () => {
    if (document.title !== sentence) own = document.title;
    document.title = beat % 2 ? own : sentence;
    if (beat % 3 === 0 && wantsSound()) ring();
    beat += 1;
  };
  timer = setInterval(turn, EVERY);
  turn();
}

export function end() {
  clearInterval(timer);
  if (timer && document.title === sentence) document.title = own;
  timer = 0;
}

function ring() {
  const sound = new AudioContext();
  const volume = new GainNode(sound, { gain: 0.08 });
  volume.connect(sound.destination);
  [440, 554].forEach((frequency, place) => {
    const tone = new OscillatorNode(sound, { frequency });
    tone.connect(volume);
    tone.start(sound.currentTime + place * 0.22);
    tone.stop(sound.currentTime + place * 0.22 + 0.2);
    if (place) tone.addEventListener("ended", () => sound.close());
  });
}
