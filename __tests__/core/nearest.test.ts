import { nearest } from "../../core/nearest";

test.each([
  ["prdo", ["dev", "prod"], "prod"],
  ["Live", ["live", "livenessProbe"], "live"],
  ["live-ness_probe", ["readinessProbe", "livenessProbe"], "livenessProbe"],
  ["helo", ["hell", "hello", "help"], "hell"],
  ["rpod", ["prod"], undefined],
  ["staging", ["dev", "prod"], undefined],
  ["ab", ["ac"], undefined],
])("%s is nearest, of %j, to %s", (given, words, word) => {
  expect(nearest(given, words)).toBe(word);
});
