/**
 * Puts the clock of this process off, for whoever asks `Date`: by `TEARSHEET_FAULTS_CLOCK`, milliseconds, and from a
 * moment after the start, or for a while, as `<milliseconds>@<after>@<until>`. What only runs forward (`performance.now`, timers) is untouched.
 */
const [by = "0", after = "0", until = "Infinity"] = (process.env.TEARSHEET_FAULTS_CLOCK ?? "0").split("@");
const SystemDate = globalThis.Date;
const startedAt = performance.now();
const off = () => {
  const passed = performance.now() - startedAt;
  return passed >= Number(after) && passed < Number(until) ? Number(by) : 0;
};

globalThis.Date = class extends SystemDate {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(SystemDate.now() + off());
    else super(...(parts as [number]));
  }
  static override now(): number {
    return SystemDate.now() + off();
  }
} as DateConstructor;
