/** A file or folder of an archive. */
export interface TarEntry {
  /** A folder's ends with a slash. */
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
}

const BLOCK = 512;

/** What a header has room for; a longer path needs a record before it. */
const NAME_BYTES = 100;

/**
 * An archive as `docker cp` and `docker import` read it from their standard input, so that nothing is written to a disk.
 * All is root's, and of no particular time.
 *
 * Source: POSIX.1-2017, pax (ustar interchange format, pax header block).
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf({ path, mode, content = Buffer.alloc(0) }: TarEntry): Buffer[] {
  const type = path.endsWith("/") ? "5" : "0";
  const isLong = Buffer.byteLength(path) > NAME_BYTES;
  const record = Buffer.from(isLong ? paxRecord("path", path) : "");
  return [
    ...(isLong ? [header("pax", 0o644, "x", record.length), padded(record)] : []),
    header(path, mode, type, content.length),
    padded(content),
  ];
}

function header(path: string, mode: number, type: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, NAME_BYTES);
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, "0"), at);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write("ustar\0" + "00", 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block.write("\0 ", 154);
  return block;
}

/** A record begins with its own length, which counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  const digits = String(length + String(length).length).length;
  return `${length + digits}${rest}`;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}
