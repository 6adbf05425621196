// Behaviours that are on their way: what they would hear is not lost, where somebody waits for "kontor:connected".
let pending = 0;

export const isConnecting = () => pending > 0;

export async function connecting(work) {
  pending += 1;
  try {
    await work();
  } finally {
    pending -= 1;
    if (!pending) document.dispatchEvent(new Event("kontor:connected"));
  }
}
