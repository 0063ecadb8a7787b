// A metronome for a target cadence: one tick a step, exact by the clock of the sound.

const AHEAD_S = 0.2;
const LOOK_EVERY_MS = 50;

export class Metronome {
  constructor() {
    this.perMinute = 170;
    this.timer = 0;
    this.n = 0;
  }

  get isOn() {
    return this.timer !== 0;
  }

  async start() {
    this.sound ??= new AudioContext();
    await this.sound.resume();
    this.next = this.sound.currentTime + 0.05;
    this.timer = setInterval(() => this.plan(), LOOK_EVERY_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  // Ticks are given to the sound card before they are due: a busy page is heard on time.
  plan() {
    while (this.next < this.sound.currentTime + AHEAD_S) {
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      tone.frequency.value = this.n % 2 ? 880 : 1100; // the two feet
      volume.gain.setValueAtTime(0.3, this.next);
      volume.gain.exponentialRampToValueAtTime(0.001, this.next + 0.05);
      tone.connect(volume).connect(this.sound.destination);
      tone.start(this.next);
      tone.stop(this.next + 0.06);
      this.next += 60 / this.perMinute;
      this.n += 1;
    }
  }
}
