import { Printer, PrinterOptions } from "../../local/printer";

function printed(work: (printer: Printer) => void, options: Partial<PrinterOptions> = {}): string {
  let output = "";
  const write = (text: string) => (output += text);
  work(new Printer({ write, coloured: false, names: ["app", "sidecar"], secrets: [], ...options }));
  return output;
}

test("each line has its container's name in front, and the names are as wide as the widest", () => {
  const output = printed((printer) => {
    const [app, sidecar] = [printer.linesOf("app"), printer.linesOf("sidecar")];
    app("one\r\ntw");
    sidecar("three\n");
    app("o\n\n");
    app("no end");
    app(undefined);
  });
  expect(output).toBe("app     | one\nsidecar | three\napp     | two\napp     | \napp     | no end\n");
});

test("a secret is hidden, in lines and words of our own, each of its lines too; shorter texts are not", () => {
  const secrets = ["a long one", "a long one more", "-----BEGIN\nkey of two lines", "abc"];
  const output = printed(
    (printer) => {
      const app = printer.linesOf("app");
      app("x a long one mo");
      app("re y a long one\nkey of two lines abc\n");
      printer.say("a long one");
      printer.note("app", "a long one");
    },
    { secrets },
  );
  expect(output.replaceAll("app     | ", "")).toBe(
    "x (secret) y (secret)\n(secret) abc\n(secret)\n(secret)\n",
  );
});

test("colours are for terminals", () => {
  const output = printed((printer) => printer.linesOf("sidecar")("x\n"), { coloured: true });
  expect(output).toContain("\u001b[33msidecar |");
});
